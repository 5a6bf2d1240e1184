import ArgumentParser
import FoundationEssentials
import JOSE
import JWKS
import NginxGuard
import OAuth
import Text

/// What `bearerd status` tells, in JSON.
enum StatusReport {
    /// All of it.
    static func object(_ state: ProcessState) -> JSONObject {
        var report: JSONObject = [
            "version": .string(Build.current.version),
            "build": .object(build),
            "started": .string(state.process.started.formatted(.iso8601)),
            "uptime_seconds": .integer(Int64(max(0, Date.now.timeIntervalSince(state.process.started)))),
            "workers": .integer(Int64(state.process.workers)),
            "connections": .integer(Int64(state.process.server.connections)),
            "issuers": .array(issuers(state)),
            "verified_tokens": .object(fill(state.verifiedTokens())),
            "used_proofs": .object(fill(state.usedProofs())),
            "log_lines_dropped": .integer(Int64(state.lines.dropped.values.reduce(0, +))),
        ]
        if let lines = state.auditLines {
            report["audit_lines_dropped"] = .integer(Int64(lines.dropped.values.reduce(0, +)))
        }
        if let file = state.denyFile { report["deny_file"] = .object(denyFile(file)) }
        if let store = state.store { report["store"] = .object(StoreReport.object(store)) }
        if let counts = state.process.counts {
            report["requests"] = .object(requests(counts.requests))
        }
        return report
    }

    /// What it was built of, beside its version.
    private static var build: JSONObject {
        JSONObject(Build.current.fields.dropFirst().map { ($0.name, .string($0.text)) })
    }

    private static func fill(_ fill: ProcessState.Fill) -> JSONObject {
        ["entries": .integer(Int64(fill.entries)), "max_entries": .integer(Int64(fill.most))]
    }

    private static func denyFile(_ file: DenyFile) -> JSONObject {
        var object: JSONObject = [
            "path": .string(file.path),
            "entries": .integer(Int64(file.list.count)),
            "read": .string(file.readAt.description),
        ]
        if let failure = file.failure { object["failure"] = .string(failure) }
        return object
    }

    private static func issuers(_ state: ProcessState) -> [JSONValue] {
        let introspections = Dictionary(state.introspections().map { (ExactText($0.issuer), $0) }) { $1 }
        return state.issuers.map { keys in
            var issuer = issuer(keys, state.process.counts?.fetches)
            if let status = introspections[ExactText(keys.issuer)] {
                issuer["introspection"] = .object([
                    "asked": .bool(status.isAsked), "waiting": .integer(Int64(status.questions)),
                ])
            }
            return .object(issuer)
        }
    }

    private static func issuer(_ keys: IssuerKeys, _ fetches: FetchCounts?) -> JSONObject {
        let status = keys.status()
        var issuer: JSONObject = [
            "issuer": .string(keys.issuer),
            "usable": .bool(status.isUsable),
            "keys": .array((keys.snapshot()?.keys.keys ?? []).map { .object(key($0)) }),
        ]
        if let age = status.age { issuer["keys_age_seconds"] = .integer(age.components.seconds) }
        if status.isStale { issuer["stale"] = true }
        if let failure = status.lastFailure { issuer["last_failure"] = .string(failure) }
        if let expiry = fetches?.fetches(of: keys.issuer).certificateExpiry {
            issuer["certificate_ends_in_seconds"] = .integer(Int64(expiry) - Int64(Date.now.timeIntervalSince1970))
        }
        return issuer
    }

    private static func key(_ key: JWK) -> JSONObject {
        let summary = key.summary
        var object: JSONObject = [:]
        if let keyID = key.keyID { object["kid"] = .string(keyID) }
        if let type = summary.keyType { object["kty"] = .string(type) }
        if let algorithm = summary.algorithm { object["alg"] = .string(algorithm) }
        if let curve = summary.curve { object["crv"] = .string(curve) }
        if let bits = summary.bits { object["bits"] = .integer(Int64(bits)) }
        return object
    }

    /// What became of requests, and of those that were refused, or would have been, why.
    private static func requests(_ counts: RequestCounts) -> JSONObject {
        var outcomes: [String: UInt64] = [:]
        var refused: [String: UInt64] = [:]
        var observed: [String: UInt64] = [:]
        for (outcome, count) in counts.totals where count > 0 {
            outcomes[outcome.name.rawValue, default: 0] += count
            switch (outcome.name, outcome.code) {
            case (.refused, let code?): refused[code.rawValue] = count
            case (_, let code?): observed[code.rawValue] = count
            case (_, nil): break
            }
        }
        var requests = JSONObject(
            RequestOutcome.Name.allCases.map { ($0.rawValue, number(outcomes[$0.rawValue] ?? 0)) }
        )
        requests["by_error_code"] = .object(object(refused))
        requests["observed_by_error_code"] = .object(object(observed))
        return requests
    }

    private static func object(_ counts: [String: UInt64]) -> JSONObject {
        JSONObject(counts.sorted { $0.key < $1.key }.map { ($0, number($1)) })
    }

    private static func number(_ count: UInt64) -> JSONValue { .integer(Int64(clamping: count)) }
}
