A = 1
if A
    B = 2
print "x"
else:
    C = (
D = '''
