import JOSE

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
        case .discovery:
            let document = try get(DiscoveryDocument.url(of: issuer)).body
            return try keys(at: DiscoveryDocument(parsing: document, issuer: issuer).jwksURI)
        case .jwksURI(let text):
            guard let url = SecureURL(text) else {
                throw KeyRetrievalError("The jwks_uri is neither https nor http of a loopback host.")
            }
            return try keys(at: url)
        case .jwksFile(let path):
            return try RetrievedKeys(document: read(path), maxAge: nil)
        case .fixed(let keys):
            return RetrievedKeys(document: [], keys: keys, maxAge: nil)
        }
    }

    private func keys(at url: SecureURL) throws(KeyRetrievalError) -> RetrievedKeys {
        let answer = try get(url)
        return try RetrievedKeys(document: answer.body, maxAge: answer.maxAge)
    }

    private func get(_ url: SecureURL) throws(KeyRetrievalError) -> FetchedDocument {
        do {
            return try fetch(url.text)
        } catch {
            throw KeyRetrievalError("GET \(url.text): \(error)")
        }
    }

    private func read(_ path: String) throws(KeyRetrievalError) -> [UInt8] {
        let bytes: [UInt8]?
        do throws(FileRefusal) {
            bytes = try BoundedFile.read(path, maxBytes: Self.maxFileBytes)
        } catch {
            throw KeyRetrievalError("The file \(path) cannot be read: \(error).")
        }
        guard let bytes else { throw KeyRetrievalError("There is no file \(path).") }
        return bytes
    }
}
