"""How well redactions, codes and strikes are found, against pages whose truth is known."""
