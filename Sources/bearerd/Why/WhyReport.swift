import JOSE
import NginxGuard
import OAuth
import ResourceServer

/// What `bearerd why` tells, in JSON.
struct WhyReport: Sendable {
    let memory: RefusalMemory
    let validator: AccessTokenValidator
    let dpop: DPoPSettings
    let certificates: CertificateBoundTokens
    /// Which reading of the settings judges now.
    let reading: Int

    /// All that is known of the refusal of a request: judged anew, as of its time, by the settings of now.
    func object(_ requestID: String) async -> JSONObject {
        switch memory.refusal(of: requestID) {
        case .kept(let record): await object(record)
        case .missed(let code, let reason):
            ["kept": false, "error_code": .string(code.rawValue), "reason": .string(Self.words(reason))]
        case .unknown(let oldest):
            ["kept": false, "reason": .string(Self.words(unknownSince: oldest))]
        }
    }

    private static func words(_ reason: RefusalMemory.Reason) -> String {
        switch reason {
        case .sampled:
            "it was refused, but of each error_code only \(RefusalMemory.mostInASecond) refusals a second are kept"
        case .replaced: "it was refused, but later refusals have its place"
        }
    }

    private static func words(unknownSince oldest: NumericDate?) -> String {
        let since = oldest.map { "the oldest refusal that is kept is of \($0)" } ?? "no refusal is kept"
        return "this process knows of no refusal with this request id: \(since)"
    }

    private func object(_ record: RefusalRecord) async -> JSONObject {
        let error = record.presentation.error
        var refusal: JSONObject = [
            "time": .string(record.time.description), "status": .integer(Int64(error.code.status.code)),
            "error_code": .string(error.code.rawValue), "method": .string(record.method), "path": .string(record.path),
        ]
        for (name, text) in [
            ("reason", error.detail), ("host", record.host), ("remote_addr", record.remoteAddress),
            ("policy", record.policy.map(AccessLog.policy(in:))), ("route", record.route),
        ] {
            if let text { refusal[name] = .string(text) }
        }
        let explanation = await validator.explain(record.presentation, in: circumstances(of: record))
        return [
            "kept": true, "request_id": .string(record.requestID), "refusal": .object(refusal),
            "settings_read_since": .bool(record.reading != reading), "explanation": .object(explanation.report),
        ]
    }

    private func circumstances(of record: RefusalRecord) -> Circumstances {
        let policy = record.policy.flatMap { try? LocationPolicy(AccessLog.policy(in: $0)) }
        var circumstances = Circumstances(
            DPoPRequest(proofs: [], method: record.method, target: record.target),
            requiring: record.requirement,
            under: policy?.dpop ?? dpop.mode,
            dpop.policy,
            dpop.nonces,
            at: record.time
        )
        circumstances.certificates = certificates
        if let policy { circumstances.apply(policy, at: dpop.address) }
        return circumstances
    }
}
