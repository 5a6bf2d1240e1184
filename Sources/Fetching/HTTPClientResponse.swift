/// The answer to a `GET`, its status being 200.
public struct HTTPClientResponse: Sendable, Hashable {
    /// The whole body.
    public let body: [UInt8]
    /// The `Cache-Control` field, its lines joined by commas; `nil` if there is none.
    public let cacheControl: String?
    /// Whether it came from an address of the public Internet, and not from this machine or its neighbours; `nil` if it was
    /// not the host's own address that was connected to, but a proxy's or one that the options name.
    public let isFromPublicAddress: Bool?
    /// When the certificate of who answered ends, in seconds since 1970; `nil` without TLS.
    public let certificateExpiry: Int?

    /// How long the answer may be kept, as far as `Cache-Control` says so.
    public var maxAge: Duration? {
        cacheControl.flatMap(CacheControl.maxAge(in:))
    }

    /// An answer with `body` and, if it had one, the field `Cache-Control`.
    public init(
        body: [UInt8],
        cacheControl: String? = nil,
        isFromPublicAddress: Bool? = true,
        certificateExpiry: Int? = nil
    ) {
        self.body = body
        self.cacheControl = cacheControl
        self.isFromPublicAddress = isFromPublicAddress
        self.certificateExpiry = certificateExpiry
    }
}
