import Synchronization
import URI

/// Finds what an issuer says about itself, and remembers where that was.
final class IssuerMetadata: Sendable {
    private let issuer: String
    private let rules: RetrievalRules
    private let fetch: DocumentFetch
    /// Where the last good document was.
    private let place = Mutex<MetadataPlace?>(nil)

    init(of issuer: String, _ rules: RetrievalRules, _ fetch: @escaping DocumentFetch) {
        self.issuer = issuer
        self.rules = rules
        self.fetch = fetch
    }

    /// A good document, and where it came from.
    struct Found {
        let document: DiscoveryDocument
        let place: MetadataPlace
        let isFromPublicAddress: Bool?
    }

    /// Why a place has no good document.
    private enum Fault: Error {
        /// There is none: the next place may have it.
        case absent(DocumentAbsent)
        /// There is one that is not good, and that does not count.
        case wrong(KeyRetrievalError)
        /// Nobody knows: another place would be a choice that a disturbance makes.
        case unknown(KeyRetrievalError)
    }

    /// The first good document (RFC 8414 §3.3).
    ///
    /// Keys only ever come from one document: nothing is taken from a second one.
    func find() async throws(KeyRetrievalError) -> Found {
        let places = try MetadataPlace.all(of: issuer, rules)
        let known = place.withLock(\.self)
        var wrong: KeyRetrievalError?
        var absent: [(MetadataPlace, DocumentAbsent)] = []
        for place in known.map({ known in [known] + places.filter { $0 != known } }) ?? places {
            do throws(Fault) {
                let found = try await read(place)
                self.place.withLock { $0 = place }
                return found
            } catch {
                switch error {
                case .absent(let fault): absent.append((place, fault))
                case .wrong(let fault): wrong = wrong ?? fault
                case .unknown(let fault): throw fault
                }
            }
        }
        throw wrong ?? nowhere(absent)
    }

    /// What an operator should know of the documents at other places than where the good one `found` was: the first that
    /// names other keys, or another issuer.
    func disagreement(with found: Found) async -> String? {
        guard let places = try? MetadataPlace.all(of: issuer, rules) else { return nil }
        for place in places where place != found.place {
            let difference: String
            do throws(Fault) {
                let other = try await read(place)
                guard other.document.jwksURI != found.document.jwksURI else { continue }
                difference = "names another jwks_uri"
            } catch {
                guard case .wrong = error else { continue }
                difference = "is not good (another issuer, or no jwks_uri)"
            }
            return """
                The document at \(place.url.text) \(difference) than the one at \(found.place.url.text), which counts: \
                say in ISSUERS_FILE which is meant (metadata).
                """
        }
        return nil
    }

    private func read(_ place: MetadataPlace) async throws(Fault) -> Found {
        // The issuer's own address is whoever's word who set the issuer.
        let request = DocumentRequest(
            kind: .discovery,
            issuer: issuer,
            url: place.url.text,
            onlyPublicAddresses: false,
            traceparent: FetchTrace.current
        )
        let answer: FetchedDocument
        do { answer = try await fetch(request) } catch let error as DocumentAbsent {
            throw .absent(error)
        } catch {
            throw .unknown(KeyRetrievalError("GET \(place.url.text): \(error)"))
        }
        do {
            let document = try DiscoveryDocument(parsing: answer.body, issuer: issuer, rules)
            return Found(document: document, place: place, isFromPublicAddress: answer.isFromPublicAddress)
        } catch {
            throw .wrong(error)
        }
    }

    private func nowhere(_ absent: [(MetadataPlace, DocumentAbsent)]) -> KeyRetrievalError {
        let places = absent.map { "\($0.url.text) (\($1))" }.joined(separator: ", ")
        return KeyRetrievalError(
            "The issuer has no metadata: name its jwks_uri in ISSUERS_FILE. It is not at \(places).",
            isForOperators: true
        )
    }
}
