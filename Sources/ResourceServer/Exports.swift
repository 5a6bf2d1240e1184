// Who writes a protected API imports one module: what its handlers are made of comes with it.
@_exported public import HTTP
@_exported public import HTTPTypes
@_exported public import OAuth
