# -*- coding: utf-8 -*-
"""os.environ["NOT"]"""
a = r'\n' b"\x41" u'é' '''x
y''' rb"\""
b = f"{a!r:>{len(a)}} {{}} {os.environ["Q"]} {x:=^10} {'a' 'b'}" f'''{
 env("Z")}'''
c = "a" \
    "b"
