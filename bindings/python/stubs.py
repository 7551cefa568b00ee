"""Writes the type stubs of the library from the generated code.

``python stubs.py GENERATED.py STUB.pyi``: the public classes, functions and their documentation,
without their bodies and without the machinery.
"""

import ast
import sys

CLOSES = [
    "def close(self) -> None: ...",
    "def __enter__(self) -> typing.Self: ...",
    "def __exit__(self, *_: object) -> None: ...",
]
HEAD = "import builtins\nimport datetime\nimport enum\nimport typing\n\nCalendarDay = datetime.date\nTimestamp = datetime.datetime\n\n"


def exported(tree):
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return [element.value for element in node.value.elts]
    raise SystemExit("stubs: the generated code has no __all__")


def private(name):
    return name.startswith("_") and name not in ("__init__",)


def emptied(function):
    documentation = ast.get_docstring(function, clean=False)
    body = [ast.Expr(ast.Constant(documentation))] if documentation else []
    function.body = [*body, ast.Expr(ast.Constant(...))]
    # What a default is made of is machinery; that there is one is the interface.
    arguments = function.args
    arguments.defaults = [ast.Constant(...) for _ in arguments.defaults]
    arguments.kw_defaults = [own and ast.Constant(...) for own in arguments.kw_defaults]
    return function


def kept(node, inside):
    """The part of a class or module that stands in a stub, or nothing."""
    if isinstance(node, ast.FunctionDef) and not private(node.name):
        return emptied(node)
    if isinstance(node, ast.ClassDef) and not private(node.name):
        return shaped(node)
    if isinstance(node, ast.AnnAssign) and not private(getattr(node.target, "id", "_")):
        node.value = None
        return node
    if inside and isinstance(node, ast.Assign) and not private(getattr(node.targets[0], "id", "_")):
        return node
    return None


def shaped(node):
    has_handle = any(getattr(own, "name", "") == "_uniffi_clone_handle" for own in node.body)
    body = [own for own in (kept(child, True) for child in node.body) if own is not None]
    if has_handle:
        body += ast.parse("\n".join(CLOSES)).body
    documentation = ast.get_docstring(node, clean=False)
    head = [ast.Expr(ast.Constant(documentation))] if documentation else []
    node.body = head + body or [ast.Expr(ast.Constant(...))]
    node.bases = [own for own in node.bases if not getattr(own, "id", "").startswith("_")]
    return node


def main(source, target):
    tree = ast.parse(open(source).read())
    public = set(exported(tree))
    found = {}
    for node in tree.body:
        name = getattr(node, "name", None)
        if name in public:
            # An error is declared twice: the later one has its variants.
            found[name] = kept(node, False)
    missing = public - set(found)
    if missing - {"InternalError"}:
        raise SystemExit(f"stubs: not found: {sorted(missing)}")
    errors = [name for name in found if name.endswith(("Error", "Failure"))]
    body = [ast.unparse(own) for own in found.values()]
    text = HEAD + "\n\n".join(body) + "\n"
    for name in errors:
        text = text.replace(f"class {name}:", f"class {name}(Exception):")
    ast.parse(text)
    with open(target, "w") as file:
        file.write(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
