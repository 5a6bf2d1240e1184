/// Fetches a document within limits of its own on time and size. It must not block.
///
/// What it throws is logged by its description, which must have nothing of what the other side said, and counts as a failed
/// fetch. A ``DocumentAbsent`` says that there is no such document.
public typealias DocumentFetch = @Sendable (_ request: DocumentRequest) async throws -> FetchedDocument

/// What is to be fetched, and from where it may come.
public struct DocumentRequest: Sendable, Hashable {
    /// What the document is.
    public enum Kind: Sendable, Hashable {
        /// What an issuer says about itself (OpenID Connect Discovery 1.0 §4, RFC 8414).
        case discovery
        /// A JWK Set.
        case keySet
    }

    /// What the document is.
    public let kind: Kind
    /// The issuer it is of, as it is configured.
    public let issuer: String
    /// Where it is: https, or http of a loopback host or of one of ``RetrievalRules/httpHosts``.
    public let url: String
    /// Whether it may only come from an address of the public Internet: an issuer that names a URL must not have this
    /// machine ask itself or its neighbours. It is the address that is connected to that counts, not the name.
    public let onlyPublicAddresses: Bool
    /// The field `traceparent` (W3C Trace Context §3.2) to send with it, where a request with a trace has caused the fetch.
    public let traceparent: String?

    /// A request for a document of this kind.
    public init(kind: Kind, issuer: String, url: String, onlyPublicAddresses: Bool, traceparent: String? = nil) {
        self.kind = kind
        self.issuer = issuer
        self.url = url
        self.onlyPublicAddresses = onlyPublicAddresses
        self.traceparent = traceparent
    }
}

/// What a fetch brought.
public struct FetchedDocument: Sendable, Hashable {
    /// The whole body of an answer of status 200.
    public var body: [UInt8]
    /// How long the answer may be kept (`Cache-Control: max-age`, zero for `no-store`); `nil` if it does not say.
    public var maxAge: Duration?
    /// Whether it came from an address of the public Internet. A host that has no such address may name itself for the
    /// keys, too. `nil` if it was not the host's own address that was connected to, but a proxy's or one that an operator
    /// has named: that says nothing of the host.
    public var isFromPublicAddress: Bool?
    /// When the certificate of who answered ends, in seconds since 1970, for whoever looks after it; `nil` without TLS.
    public var certificateExpiry: Int?

    /// A document that consists of `body` and may be kept for `maxAge`.
    public init(
        body: [UInt8],
        maxAge: Duration? = nil,
        isFromPublicAddress: Bool? = true,
        certificateExpiry: Int? = nil
    ) {
        self.body = body
        self.maxAge = maxAge
        self.isFromPublicAddress = isFromPublicAddress
        self.certificateExpiry = certificateExpiry
    }
}

/// The other side answered that it has no such document, or that it is not to be had there; what is at another place may be.
public struct DocumentAbsent: Error, Sendable, CustomStringConvertible {
    /// What it answered, for people: nothing that it wrote is in it.
    public let description: String

    /// An answer that people call this.
    public init(_ description: String) {
        self.description = description
    }
}
