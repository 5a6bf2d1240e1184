import ArgumentParser
import FoundationEssentials
import JOSE
import JWKS
import Logging
import NginxGuard
import OAuth

/// What `/metrics` answers. Names and units are as Prometheus' guide has them.
struct MetricsPage {
    let state: ProcessState
    private let counts: ProcessRecord.Counts
    var page: MetricsText

    /// The whole text.
    static func text(_ state: ProcessState, _ counts: ProcessRecord.Counts) -> [UInt8] {
        var page = MetricsPage(state: state, counts: counts)
        page.addRequests()
        page.addIssuers()
        page.addIntrospections(counts.introspections)
        page.addMemory()
        page.addStore()
        page.addDenyList()
        page.addLog()
        page.addProcess()
        return page.page.bytes
    }

    private init(state: ProcessState, counts: ProcessRecord.Counts) {
        self.state = state
        self.counts = counts
        page = MetricsText(room: 32_768 + 512 * state.issuers.count)
    }

    private mutating func addRequests() {
        let requests = counts.requests
        page.add("bearerd_requests_total", .counter, "Requests that were answered, by what became of them.") { family in
            for row in requests.rows(state.process.locations.policies) {
                family.sample(
                    [
                        "outcome": row.outcome.name.rawValue,
                        "error_code": row.outcome.code?.rawValue ?? "",
                        "status": row.outcome.status.map(String.init) ?? "",
                        "route": row.route,
                        "policy": row.policy,
                    ],
                    row.count
                )
            }
        }
        page.add(
            "bearerd_judgement_duration_seconds",
            .histogram,
            "How long requests took to be judged, keys waited for included."
        ) { family in
            for judgement in RequestLane.Judgement.allCases {
                family.histogram(["outcome": "\(judgement)"], requests.durations(judgement))
            }
        }
        page.add("bearerd_requests_waiting", .gauge, "Requests whose handlers wait, as for keys of an issuer.") {
            $0.sample(requests.requestsUnderWay)
        }
        page.add("bearerd_server_events_total", .counter, "What went wrong with connections and handlers.") { family in
            for event in RequestLane.Event.allCases {
                guard let name = event.label else { continue }
                family.sample(["event": name], requests.count(of: event))
            }
        }
        page.add("bearerd_connections", .gauge, "Open connections of web servers.") {
            $0.sample(state.process.server.connections)
        }
        page.add(
            "bearerd_requests_kept_bytes",
            .gauge,
            "Memory of requests that have not arrived whole, or that wait."
        ) { $0.sample(state.process.server.keptBytes) }
    }

    /// What is told of an issuer, looked up once for all families.
    private struct Issuer {
        let labels: MetricsText.Labels
        let keys: Int
        let age: Int64?
        let isStale: Bool
        let hasFailed: Bool
        let succeeded: UInt64
        let failed: UInt64
        let lastFailure: Int?
        let certificateExpiry: Int?

        init(_ keys: IssuerKeys, _ fetches: FetchCounts.OfIssuer) {
            let status = keys.status()
            labels = ["issuer": keys.issuer]
            self.keys = keys.snapshot()?.keys.keys.count ?? 0
            age = status.age?.components.seconds
            isStale = status.isStale
            hasFailed = status.lastFailure != nil
            succeeded = fetches.succeeded
            failed = fetches.failed
            lastFailure = fetches.lastFailure
            certificateExpiry = fetches.certificateExpiry
        }
    }

    private mutating func addIssuers() {
        let issuers = state.issuers.map { Issuer($0, counts.fetches.fetches(of: $0.issuer)) }
        func add(_ name: StaticString, _ help: StaticString, _ value: (Issuer) -> (some BinaryInteger)?) {
            page.add(name, .gauge, help) { family in
                for issuer in issuers {
                    guard let value = value(issuer) else { continue }
                    family.sample(issuer.labels, value)
                }
            }
        }
        add("bearerd_issuer_keys", "Keys of an issuer that may verify.") { $0.keys }
        add("bearerd_issuer_keys_age_seconds", "How long ago an issuer's keys were fetched.", \.age)
        add("bearerd_issuer_keys_stale", "1 while an issuer's keys serve only because it cannot be reached, else 0.") {
            $0.isStale ? 1 : 0
        }
        add("bearerd_issuer_last_fetch_failed", "1 if the last fetch of an issuer's keys failed, else 0.") {
            $0.hasFailed ? 1 : 0
        }
        add(
            "bearerd_issuer_last_failure_timestamp_seconds",
            "When a fetch of an issuer's keys failed last.",
            \.lastFailure
        )
        add(
            "bearerd_issuer_certificate_expiry_timestamp_seconds",
            "When the certificate of an issuer's server ends, in seconds since 1970: the first, if it has several.",
            \.certificateExpiry
        )
        addFetches(issuers)
    }

    private mutating func addFetches(_ issuers: [Issuer]) {
        page.add("bearerd_issuer_fetches_total", .counter, "Fetches of an issuer's keys.") { family in
            let succeeded: MetricsText.Labels = ["outcome": "succeeded"]
            let failed: MetricsText.Labels = ["outcome": "failed"]
            for issuer in issuers {
                family.sample(issuer.labels, and: succeeded, issuer.succeeded)
                family.sample(issuer.labels, and: failed, issuer.failed)
            }
        }
        let durations = counts.fetches
        page.add("bearerd_fetch_duration_seconds", .histogram, "How long one document of an issuer took.") { family in
            family.histogram(["outcome": "succeeded"], durations.durations(failed: false))
            family.histogram(["outcome": "failed"], durations.durations(failed: true))
        }
    }

    private mutating func addMemory() {
        let tokens = state.verifiedTokens()
        page.add("bearerd_token_cache_entries", .gauge, "Verified tokens that are remembered.") {
            $0.sample(tokens.entries)
        }
        page.add("bearerd_token_cache_max_entries", .gauge, "How many may be (TOKEN_CACHE_ENTRIES).") {
            $0.sample(tokens.most)
        }
        let proofs = state.usedProofs()
        page.add("bearerd_replay_memory_entries", .gauge, "Used DPoP proofs that are remembered.") {
            $0.sample(proofs.entries)
        }
        page.add(
            "bearerd_replay_memory_max_entries",
            .gauge,
            "How many may be (DPOP_REPLAY_ENTRIES); further ones are refused."
        ) { $0.sample(proofs.most) }
    }

    private mutating func addLog() {
        page.add("bearerd_log_lines_dropped_total", .counter, "Lines that nobody took as fast as they came.") {
            family in
            for (level, count) in state.lines.dropped.sorted(by: { $0.key < $1.key }) {
                family.sample(["level": level.rawValue], count)
            }
        }
        page.add(
            "bearerd_audit_lines_dropped_total",
            .counter,
            "Decisions that are missing in AUDIT_LOG, as nobody took its lines."
        ) { family in
            if let lines = state.auditLines { family.sample(lines.dropped.values.reduce(0, +)) }
        }
        page.add(
            "bearerd_refusals_unlogged_total",
            .counter,
            "Refusals without a line, beyond REFUSALS_LOGGED in a second."
        ) { $0.sample(counts.requests.count(of: .unloggedRefusal)) }
    }

    private mutating func addProcess() {
        page.add("bearerd_build_info", .gauge, "1; what serves is in the labels.") {
            let build = Build.current
            $0.sample(
                [
                    "version": build.version, "commit": build.commit ?? "", "swift": build.swift,
                    "openssl": build.openSSL.linked, "libcurl": build.libcurl.linked, "hiredis": build.hiredis,
                ],
                1
            )
        }
        page.add("bearerd_workers", .gauge, "Threads that serve (FASTCGI_WORKERS).") {
            $0.sample(state.process.workers)
        }
        page.add("process_start_time_seconds", .gauge, "When the process started, in seconds since 1970.") {
            $0.sample(Int(state.process.started.timeIntervalSince1970))
        }
    }
}

extension RequestLane.Event {
    /// As it is called among what went wrong; `nil` for what has a metric of its own.
    fileprivate var label: String? {
        switch self {
        case .protocolViolation: "protocol_violation"
        case .missingParameter: "missing_parameter"
        case .ambiguousParameter: "ambiguous_parameter"
        case .handlerFailed: "handler_failed"
        case .outOfDescriptors: "out_of_descriptors"
        case .overloaded: "overloaded"
        case .cutOff: "cut_off"
        case .unloggedRefusal: nil
        }
    }
}
