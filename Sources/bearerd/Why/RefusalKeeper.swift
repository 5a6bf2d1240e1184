import HTTP
import HTTPTypes
import OAuth
import ResourceServer

/// Keeps refused requests, under one reading of the settings.
struct RefusalKeeper: Sendable {
    let memory: RefusalMemory
    private let sources: [TokenSource]
    private let address: PublicAddress
    private let maxTokenBytes: Int
    private let decrypts: Bool
    private let reading: Int

    init(
        _ memory: RefusalMemory,
        sources: [TokenSource],
        address: PublicAddress,
        maxTokenBytes: Int,
        decrypts: Bool = false,
        reading: Int
    ) {
        self.memory = memory
        self.sources = sources
        self.address = address
        self.maxTokenBytes = maxTokenBytes
        self.decrypts = decrypts
        self.reading = reading
    }

    /// Keeps what may be kept, if there is room for it. A request without an identifier could not be asked about.
    func keep(_ request: Request, _ refusal: Refusal, _ response: Response, at now: ContinuousClock.Instant) {
        guard let requestID = request.metaVariable("REQUEST_ID"), !requestID.isEmpty,
            requestID.utf8.count <= RefusalMemory.longestID,
            memory.admits(requestID, refusal.error.code, at: now)
        else { return }
        memory.keep(
            RefusalRecord(
                requestID: requestID,
                time: refusal.judgedAt ?? .now,
                method: request.method.rawValue,
                path: String(request.path.prefix(RefusalRecord.longestPath)),
                host: request.metaVariable("HTTP_HOST"),
                remoteAddress: request.metaVariable("REMOTE_ADDR"),
                policy: request.metaVariable("BEARERD_POLICY"),
                route: response.route,
                target: address.target(of: request),
                requirement: refusal.requirement,
                presentation: presentation(request, refusal),
                reading: reading
            )
        )
    }

    private func presentation(_ request: Request, _ refusal: Refusal) -> RefusedPresentation {
        let error = refusal.error
        let proofs = request.values(of: .dpop)
        let proof = proofs.isEmpty ? nil : RefusedProof(proofs)
        do throws(TokenValidationError) {
            guard let credentials = try Credentials.find(in: request, sources: sources) else { throw .tokenMissing }
            let token = RefusedToken(
                credentials.token,
                maxBytes: maxTokenBytes,
                refusedFor: error,
                decrypting: decrypts,
                isVerified: refusal.identity?.isVerified == true,
                withProof: proof != nil
            )
            let scheme = credentials.scheme.map { " under the scheme \($0.rawValue)" } ?? ""
            var presentation = RefusedPresentation(
                error,
                token: token,
                at: "a token in \(credentials.source)\(scheme)",
                proof: proof,
                isWithProof: credentials.scheme.map { $0 == .dpop }
            )
            presentation.certificate = ClientCertificate(of: request)
            return presentation
        } catch {
            return RefusedPresentation(refusal.error, without: error, proof: proof)
        }
    }
}
