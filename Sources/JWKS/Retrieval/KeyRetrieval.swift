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

    /// Brings the keys, blocking the thread.
    func run() throws(KeyRetrievalError) -> RetrievedKeys {
        switch source {
        case .discovery: return try discovered()
        case .jwksURI(let text):
            guard let url = SecureURL(text) else {
                throw KeyRetrievalError("The jwks_uri is neither https nor http of a loopback host.")
            }
            // Whoever sets it knows where it leads.
            return try keys(at: url, called: url.text, onlyPublicAddresses: false)
        case .jwksFile(let path):
            return try RetrievedKeys(document: read(path), maxAge: nil)
        case .fixed(let keys):
            return RetrievedKeys(document: [], keys: keys, maxAge: nil)
        }
    }

    private func discovered() throws(KeyRetrievalError) -> RetrievedKeys {
        let url = try DiscoveryDocument.url(of: issuer)
        // The issuer's own address is whoever's word who set the issuer.
        let request = DocumentRequest(kind: .discovery, url: url.text, onlyPublicAddresses: false)
        let answer = try get(request, called: url.text)
        let document = try DiscoveryDocument(parsing: answer.body, issuer: issuer)
        // What an issuer says may send this machine to itself or to its neighbours only where the issuer is itself.
        let isAtHome =
            url.isLoopback && document.jwksURI.isLoopback
            || document.jwksURI.hasHost(of: url) && !answer.isFromPublicAddress
        return try keys(
            at: document.jwksURI,
            called: "the jwks_uri of \(url.text)",
            onlyPublicAddresses: !isAtHome
        )
    }

    private func keys(
        at url: SecureURL,
        called name: String,
        onlyPublicAddresses: Bool
    ) throws(KeyRetrievalError) -> RetrievedKeys {
        let request = DocumentRequest(kind: .keySet, url: url.text, onlyPublicAddresses: onlyPublicAddresses)
        let answer = try get(request, called: name)
        return try RetrievedKeys(document: answer.body, maxAge: answer.maxAge)
    }

    /// A URL that an issuer named is called by what it is: nothing that an issuer says is logged.
    private func get(
        _ request: DocumentRequest,
        called name: String
    ) throws(KeyRetrievalError) -> FetchedDocument {
        do {
            return try fetch(request)
        } catch {
            throw KeyRetrievalError("GET \(name): \(error)")
        }
    }

    private func read(_ path: String) throws(KeyRetrievalError) -> [UInt8] {
        do {
            return try SmallFile.content(of: path, limit: Self.maxFileBytes)
        } catch .missing {
            throw KeyRetrievalError("There is no file \(path).")
        } catch {
            throw KeyRetrievalError("The file \(path) cannot be read: \(error).")
        }
    }
}
