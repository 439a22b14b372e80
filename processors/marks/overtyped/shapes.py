"""Letters of a serif type as bitmaps, for comparison with type that was struck over.

They are of Liberation Serif (SIL Open Font License), which has the widths of Times; `tools/make-letter-shapes.py`
prints the tables. Type of other faces differs from them by less than letters differ from each other.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

LETTERS = "()/-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx"
CAPITAL = 24
"""Height of capitals in pixels, at the size at which shapes are compared."""

ABOVE, BELOW = 28, 10
"""Rows above and below the baseline."""

_FINER = 2
"""The bitmaps are so many times larger than that."""

_METRICS = (
    "19 3 24 19 2 24 20 0 20 19 3 24 31 3 37 26 6 37 29 3 37 30 4 37 34 1 37 30 4 37 31 3 37 29 5 37 31 3"
    " 37 31 2 37 51 1 53 43 2 49 42 3 49 48 2 53 39 2 45 36 2 41 47 3 53 49 2 53 19 3 24 25 2 28 50 2 53 "
    "38 2 45 61 2 65 49 2 53 47 3 53 36 2 41 48 3 53 47 2 49 31 5 41 42 1 45 49 2 53 51 1 53 69 0 69 49 2"
    " 53 50 1 53 38 3 45 35 1 37"
)
_SHEET = (
    "c-rmT&u-i{9tUs=0;<cxy!K!WUm?di%$l##M=-FLS-`Ml_>kM?5%MU}A`9fQ*gQfN<gmwOkVCboAnxz`{gL`JBfCw#K+?i$JGM0v"
    "$q)aNQjK{&o{#6_k9EBG0~m(iKcR^DXyqeL=jyQhzU9x@=%r?yzq9GP)e*;E8+F~!0Zk_>iRep@>b=}kN?OX;p<-20LS&GA6=N@d"
    "^ih6RG03l-QcF40ffu8TxEP<KmyZEA<3@wO;vGJEQ%45rnY<cT8TnhTY9t7dqlE5wUM?Ey$b(_Y*NBF9+W0xf*2Q<ck@0CB+IytG"
    "!4;DGL4xb7ey0Yn1}8y!T#*eUvMk0QV~Rf;@cF1g@0Gvhrcf|9N}O^`5>Q`ka79pqyBkaiLvK5WTvkI}(BSVzQ{NA%?$r#{^+kNk"
    "Xo#v9Z)~Mv$bD7pY7xoV*4UwtGp1scF?caJ3AwY#B9yg!&oF{1hf)n6#a6_7WSbAQHrm+Mh^s(>`7j#}2BC|=OY645jOA!e1(zBI"
    "vxni<)Y1}07*J-NglFp3xVDz;Y2-_@!?%YLc`T=mxy4nIDJZbkcosp+`>V*>8%;4vOx0i{%e(|<++eEC+}_CjWmhwCb%WG7P3sN`"
    "l=LEttLDn!E*v-VkEsmeyfrRJZK^LM{n=3TGz7`gVvs8&8`R)C)T&AhMsiF(FOb^Hsz+{|7;JN5Xv84F$!%2-h<s@ghGc+k&F+Z%"
    "lflzq*;HZZjno@Sri8gS6r$FfD>d9m+|nUQ>i#D6NY3>*D~Z@k0Ag@=Qu1=*$Cd_*$fZN8QLM888D&om&Ll&(Fd(0NQ{i5@n?L1R"
    "*O=Y)($HqZ9tO#xqB9!FWDwOAPGFpHMa%}tBTIvn?e`MECn>=DfRvQ4)ll_F1PziolL5tiX1H1yq#Ua^tr$>W9X@?CqSO&aJTo99"
    "Ym(t0%>}hkB9wgD=i#92kV_XV5O@C>2KO%-+`>?NkZ<1x#890Zq()B$=G&>^CL4kpUdtCP(q%gs?$A{*j2b0<u`)1E;62hXqH&?Z"
    "?!-{&P$X%Tgk7K;GVbMlGMLFA_0y=qzEi_1#*O9@l0gEV4b6t3Plli5j_OS^Fo$7qZ~Mv6OokuS0O^i~8~iD$mc}KeA-~Ut7AJQ!"
    "*ndcr^7lV!`153tl79<Bhp;P~4futIVqrkcrv~)iYUtJQDkOvSO37dthJVB`uqYzxJvzUGH1blrTuGz+d&$OYTQ#)2;jc7E&MyqO"
    "dSx&$NWk*>9SnckGDv+@!)HmXm3I8H7XwR-hIe6QFe^iV0o8U?L$hP1$?q>%r_><TX<;zg@M$tgT=%m9c|wDB+LJ+NQd+uegOv4&"
    "VMqp6NHx^6LGM=sVmmAhHHHPWW!#etsNtPlMMI~CZrkv_!&es@hPrvwV4G}^V0U7;UmO1Yn4wSI5%L~&vc1s>C{r31hCK~cw<rf`"
    "#xO8$W6Q~~L#SV7a5<b$$sqHVl9iAK`=4%MXx0Xlz!5FJ(7gBEkr5W%%79_)+)(~q4O-)h*-&PKMu(_;n+?UVVYr$MXp1n!Y#3%k"
    "qlWeYL#YPW1x84N>q?o)4W6k#a-f_IxaV$R*rDeY1Dej48*Z{8Btw%81q_Y`pA6lJVPMiR)nne<Pinww0Y7HL^{GMToo9xZG#n5r"
    "#<(yWF!L)PHuRH0^705n-7F377Y5g_4aKS9XDtBCQZW&cl|t|w=2r#@0M)-(7!H_;s9|3uL$_flw+ux%Gaw)1WcYDu7*7miGRU|B"
    "gU;VwprOWGlDQ!X4jix-hJdWEQWDkRtChjF^@gF`FqGY7kc-1(2A#++4HzOjPH^9}y4vJwC|ILitjxG@qtug54M7c@31<Vx^CM>F"
    "YB+K--677|Ad{QwK|{4LG-{B>_@E)I4KW$)>xH4}v%$8N**3`P<{$<ylNg7>J7QwS+9uUb4bl8sgPrS=e0DI{kPIW{d}?Sp_pZ3U"
    "UKnaF_Ql|6(0z$&*clzJZFhlHO)(TJgDhb%CUPy>)KQn&Humg&jV@}qN<BAJTL!l<NS}Cacs&^~3?QS=48D;$4%+|?<#6C9n(<{a"
    "v?m7X9Ik2T>K<d7q&@~|H#F2VjH#(41J?X7q|u+N>}2qBzvPlZChqN+4fX3b8E`juOqPa54ZCDu&J|-el;N;tkR>U`axt{Fml1K`"
    "@{h|>xu{Eq*q#~W<d%U8`ef)Z$EX@v`Ok*vvH`V@n<oncE>}ZX8jfkYRQ5;h)610sE0(V4upTW3Enqa^Q7~4{BNVKD!>={`Jf0iI"
    "*-(txz#_2N0a+T_ik0iCN_`Or@_0;BjbgY?hGuC%Et9e?xH4fwlipGKR;h}yBS+V9D+AiY!mwx$@k5*ps1Gm{<J=zXFdG^)+F@mI"
    "t!03RZ0M$)NOl%Ow_(t<mrcQyNsYuvImtNPc*&@uO$HXxd7Iuav<pK}gNc(t`V7})0|Oi%Ft9%@l0ipnEf*T9m4PdgN)0tT?Fxlr"
    "vBM^H0V6!7=i@{DlGKKkp^16!9gvr5xStJeHfS$l<H~@}6Q9SjM}Jzr=UmlKhB_Ot-Ifg;R&T9Y8X8?8$#7M2a}9?0&^Uc+Ks4FV"
    "CqsRo$2ja#<}r>Jm8XW?(onr)N&9yCXx0YKHL&V3^-c|52hT>w2D3EO4;iGm*K<Cf*P;RGpuxYL$LWQkon{cTA*i7*IIdwGn<}ez"
    "Q7#!Q40+CHIU`&cyl#%Dq2eYl4R0Qr^ZDjv4Ky2uZ1_0OTW5pQy51}eRlrbCg-{HaT#XGUhE$g>mIlYNIwZrJWazSi4SK_19x;U3"
    "a8QF=8f-T37hJk&;JCIcrirZ%*{<6#Trr$lA2Fz5mkrW4vP-l4>Y+8zsln#`CCSTVu%9;#;oN{hObnkSsW4p42K~(^!_F+$qBr~|"
    "o*NJwI=aa)t*3qSsG%Ar!?;&N_4B+IRRh+dx=-OY4CQ|%se7J@Cx)Q$UM>y&x#6%fRLSsq!(he@1GcnaXyuRNY{>f>n*HcmHw^;~"
    "vV5zLTm|G-kao!a(yt8Mn<=`rp;;StoTh9UiuNHxF&knslyTmhVaPN{s$QHLiXqU@sv)qa<^>S%&4*+-n0b$ki|yIqU^r%jgQ3g@"
    "Xt}k^(diLGq@fT)9n?^48U(vPGmIfU*{pQ{_DjQy;=`cx*8RdD5q!^ObkSd`p<Wo8*-*dQGSnLeY-ybvru|k^=Do@@!#+=t@bt;U"
    "&}j$E4QKiL8gs|Vz}bX^CSB{9q0jx2Ygj|oz-mmx_zQ-*oeW)?Os@>no^f0lJZt}nL28N1i&bE*%jT8_wtVcqU^u>_p-zU{wsJ|x"
    "W1QC-s)i~XiiN>9OT!Op@RPx3L*3fEcb{gNx_7_l0Oiu`<fs!O-JSG&3a355WT;Xl=&$vm77fz1Ue1PF7^D)Sl6`De2F|k!8W_K>"
    "2sHNDz}}lFmkWYwlA+^@K4^zr^pnBQhA<m6%`%B#=fw-;zw3+Cp{QYy43MPuG_ZK2?qf6KwqTvGVz@=l6kOdDBcq0)>KBG?WvFOy"
    "Asbva`1x5DI|6-{<=ew#z<=ikK6P3cc9QelUkWBYQ!E3z)=M3(U>GD3L)oz%zs2n8$SApf;4?)SY?uvPPELmFinAF!hfanj8QlC#"
    "(ag^jU3XyqrK(a)yE<F|w|Eqx!vY&U3JOo`xX;HS0d1oUB_EV)>F%%=3S6q9wTNNRR;KGXCL9Le%?3@`i9xb18SHGx&vrGLe6}m;"
    "_WB%6yPdL~47X}Hq~RGCV89N0xs&^?I;>%{n}*1g6f)N@`=XaVoEzc(zSSK;HF#ET%=QX>#$GjJ+VhFC!E$C?(qLi8i+nphW7i7E"
    "XY7)0&oyxB{w;?Bt_-hqLVc5Vn3BPTYi#^V44-tb`A(W<yyxKN*jrfqloc=AptNBuCHb00r!&I!yAJWCzLL^fS-JHXiR<CUaf7tf"
    "7dPHXC6putud9^wt^+EdzUv_U#^`&=f4&(}rl(6T?Uou2?~I;{ZobCxSym?lo<DqQbqyG7%tuQDe%7($bDTJqeBq<jF+9fkos*vX"
    "81Xf?=;YgBdgnyW_#7RB{Vr{Jz~GP%QJ?qn1(T5>B6GMqps&>MxpOw)%^k1tH4OA8$*+j#Kp$x+`NB-h2~-2NSsF`WU-Dg-Z0PkB"
    "7^iQa%m!?%&4z&nb8aY6I&vosl2JVkCEtlj2G2N>0Z$CgFB%r_V8woZNh<9=a-i%_-hHxL?@QH-t8`)Z(BT*FU`=nc`RO;^9!`eu"
    "Y1lsWx#(9v%JB&|>+|Vv<Bh!Edgyxs-+<u>iO}~ozWx!PP#N^SnXiA;PiU0-{?gY!e0ajm{kLIoPkB}NMmJ-=_Mz|2{>I~A`ftHd"
    "J;lKHTfc?Q^$7;PXZ$U6OiwAq_l^0zA5R+Ppa1`d|KIUP`2SFzkLTn0$jAQx&sv(x"
)

_WIDTHS, _BEARINGS, _ADVANCES = (tuple(map(int, _METRICS.split()[k::3])) for k in range(3))
"""Of each letter in pixels of the bitmaps: width of the ink, from the pen to it, and by how much the pen goes on."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One letter.

    Attributes:
        ink: from `ABOVE` rows above the baseline to `BELOW` below it, as wide as the ink, 1 where it is.
        bearing: from the pen to the first column, pixels.
        advance: of the pen, pixels.
    """

    ink: NDArray[np.uint8]
    bearing: float
    advance: float


@lru_cache(maxsize=1)
def _cells() -> dict[str, NDArray[np.uint8]]:
    rows, columns = (ABOVE + BELOW) * _FINER, sum(_WIDTHS)
    bits = np.unpackbits(np.frombuffer(zlib.decompress(base64.b85decode(_SHEET)), np.uint8))
    sheet = bits[: rows * columns].reshape(rows, columns)
    return dict(zip(LETTERS, np.split(sheet, np.cumsum(_WIDTHS)[:-1], axis=1), strict=True))


@lru_cache(maxsize=512)
def shape(letter: str, stretch: float) -> Shape:
    """A letter, its width times `stretch`."""
    place = LETTERS.index(letter)
    cell = _cells()[letter]
    width = max(1, round(cell.shape[1] * stretch / _FINER))
    small = cv2.resize(cell * 255, (width, ABOVE + BELOW), interpolation=cv2.INTER_AREA)
    finer = _FINER / stretch
    return Shape((small > 127).astype(np.uint8), _BEARINGS[place] / finer, _ADVANCES[place] / finer)


@lru_cache(maxsize=4096)
def natural_width(text: str) -> float:
    """From the first column of its ink to the column after the last, pixels, not stretched."""
    first, last = LETTERS.index(text[0]), LETTERS.index(text[-1])
    pens = sum(_ADVANCES[LETTERS.index(c)] for c in text[:-1])
    return (pens + _BEARINGS[last] + _WIDTHS[last] - _BEARINGS[first]) / _FINER


@lru_cache(maxsize=1)
def parentheses_rows() -> tuple[int, int]:
    """First row of a parenthesis and the row after its last."""
    rows = np.flatnonzero(shape("(", 1.0).ink.any(axis=1))
    return int(rows[0]), int(rows[-1]) + 1
