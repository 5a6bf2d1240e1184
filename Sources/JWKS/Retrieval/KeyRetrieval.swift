import Files
import JOSE
import URI

/// Brings the keys of one issuer from where they are.
struct KeyRetrieval: Sendable {
    /// The longest file with keys, in bytes.
    static let maxFileBytes = 1_048_576

    let issuer: String
    let source: KeySource
    let fetch: DocumentFetch

    /// Brings the keys; what blocks is done on `lane`.
    func run(on lane: FetchLane) async throws(KeyRetrievalError) -> RetrievedKeys {
        switch source {
        case .discovery: return try await discovered()
        case .jwksURI(let text):
            guard let url = SecureURL(text) else {
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
        let url = try DiscoveryDocument.url(of: issuer)
        // The issuer's own address is whoever's word who set the issuer.
        let request = DocumentRequest(kind: .discovery, url: url.text, onlyPublicAddresses: false)
        let answer = try await get(request, called: url.text)
        let document = try DiscoveryDocument(parsing: answer.body, issuer: issuer)
        // What an issuer says may send this machine to itself or to its neighbours only where the issuer is itself.
        let isAtHome =
            url.isLoopback && document.jwksURI.isLoopback
            || document.jwksURI.hasHost(of: url) && !answer.isFromPublicAddress
        return try await keys(
            at: document.jwksURI,
            called: "the jwks_uri of \(url.text)",
            onlyPublicAddresses: !isAtHome
        )
    }

    private func keys(
        at url: SecureURL,
        called name: String,
        onlyPublicAddresses: Bool
    ) async throws(KeyRetrievalError) -> RetrievedKeys {
        let request = DocumentRequest(kind: .keySet, url: url.text, onlyPublicAddresses: onlyPublicAddresses)
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
