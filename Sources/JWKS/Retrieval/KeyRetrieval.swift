import Files
import JOSE
import URI

/// Brings the keys of one issuer from where they are.
struct KeyRetrieval: Sendable {
    /// The longest file with keys, in bytes.
    static let maxFileBytes = 1_048_576

    let issuer: String
    let source: KeySource
    private let rules: RetrievalRules
    private let fetch: DocumentFetch
    private let metadata: IssuerMetadata

    init(issuer: String, source: KeySource, rules: RetrievalRules = RetrievalRules(), fetch: @escaping DocumentFetch) {
        self.issuer = issuer
        self.source = source
        self.rules = rules
        self.fetch = fetch
        metadata = IssuerMetadata(of: issuer, rules, fetch)
    }

    /// Tells keys apart, in the registry and on disk; `nil` for keys that come from nowhere.
    static func identity(of source: KeySource, _ rules: RetrievalRules) -> String? {
        source.identity.map { source.isRemote ? $0 + rules.identity : $0 }
    }

    /// That of these keys.
    var identity: String? { Self.identity(of: source, rules) }

    /// Brings the keys; what blocks is done on `lane`.
    func run(on lane: FetchLane) async throws(KeyRetrievalError) -> RetrievedKeys {
        switch source {
        case .discovery: return try await discovered()
        case .jwksURI(let text):
            guard let url = SecureURL(text, allowingHTTPOf: rules.httpHosts) else {
                throw KeyRetrievalError("The jwks_uri is neither https nor http of a loopback host.")
            }
            // Whoever sets it knows where it leads.
            return try await keys(at: url, called: url.text, onlyPublicAddresses: false)
        case .jwksFile(let path):
            return try RetrievedKeys(document: await lane.run { Self.read(path) }.get(), maxAge: nil)
        case .fixed(let keys):
            return RetrievedKeys(document: [], keys: keys, maxAge: nil)
        }
    }

    private func discovered() async throws(KeyRetrievalError) -> RetrievedKeys {
        let found = try await metadata.find()
        var retrieved = try await keys(
            at: found.document.jwksURI,
            called: "the jwks_uri of \(found.place.url.text)",
            onlyPublicAddresses: !isNamed(found)
        )
        retrieved.metadata = found
        return retrieved
    }

    /// What is wrong with the issuer's other metadata, if the keys came by way of metadata.
    func disagreement(with keys: RetrievedKeys) async -> String? {
        guard let found = keys.metadata else { return nil }
        return await metadata.disagreement(with: found)
    }

    /// Whether the keys are where only an operator can send this machine: what an issuer says may lead it to itself or to its
    /// neighbours only where the issuer is itself.
    private func isNamed(_ found: IssuerMetadata.Found) -> Bool {
        let (issuer, keys) = (found.place.url, found.document.jwksURI)
        if rules.httpHosts.contains(keys.host) { return true }
        switch found.isFromPublicAddress {
        case true?: return issuer.isLoopback && keys.isLoopback
        case false?: return issuer.isLoopback && keys.isLoopback || keys.hasHost(of: issuer)
        // The way to this host and port, and to nothing else, is the operator's word: through a proxy, or to another address.
        case nil: return keys.origin != nil && keys.origin == issuer.origin
        }
    }

    private func keys(
        at url: SecureURL,
        called name: String,
        onlyPublicAddresses: Bool
    ) async throws(KeyRetrievalError) -> RetrievedKeys {
        let request = DocumentRequest(
            kind: .keySet,
            issuer: issuer,
            url: url.text,
            onlyPublicAddresses: onlyPublicAddresses,
            traceparent: FetchTrace.current
        )
        let answer = try await get(request, called: name)
        return try RetrievedKeys(document: answer.body, maxAge: answer.maxAge)
    }

    /// A URL that an issuer named is called by what it is: nothing that an issuer says is logged.
    private func get(
        _ request: DocumentRequest,
        called name: String
    ) async throws(KeyRetrievalError) -> FetchedDocument {
        do {
            return try await fetch(request)
        } catch {
            throw KeyRetrievalError("GET \(name): \(error)")
        }
    }

    private static func read(_ path: String) -> Result<[UInt8], KeyRetrievalError> {
        do {
            return .success(try SmallFile.content(of: path, limit: maxFileBytes))
        } catch .missing {
            return .failure(KeyRetrievalError("There is no file \(path)."))
        } catch {
            return .failure(KeyRetrievalError("The file \(path) cannot be read: \(error)."))
        }
    }
}
