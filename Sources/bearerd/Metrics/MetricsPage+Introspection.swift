import OAuth

extension MetricsPage {
    /// How issuers are asked about tokens, where any is.
    mutating func addIntrospections(_ counts: IntrospectionCounts) {
        let issuers = state.introspections()
        guard !issuers.isEmpty else { return }
        page.add("bearerd_introspections_total", .counter, "Tokens that an issuer was asked about.") { family in
            for issuer in issuers {
                for outcome in IntrospectionCounts.Outcome.allCases {
                    family.sample(
                        ["issuer": issuer.issuer],
                        and: ["outcome": outcome.rawValue],
                        counts.questions(to: issuer.issuer, outcome)
                    )
                }
            }
        }
        page.add("bearerd_introspection_duration_seconds", .histogram, "How long issuers took to say.") { family in
            for outcome in IntrospectionCounts.Outcome.allCases where outcome != .busy {
                family.histogram(["outcome": outcome.rawValue], counts.durations(outcome))
            }
        }
        page.add("bearerd_introspections_waiting", .gauge, "Tokens that an issuer is asked about.") { family in
            for issuer in issuers { family.sample(["issuer": issuer.issuer], issuer.questions) }
        }
        page.add(
            "bearerd_introspection_stopped",
            .gauge,
            "1 while an issuer is not asked about tokens, as it does not answer, else 0."
        ) { family in
            for issuer in issuers { family.sample(["issuer": issuer.issuer], issuer.isAsked ? 0 : 1) }
        }
        page.add("bearerd_introspection_refusals_entries", .gauge, "Tokens remembered as not active.") { family in
            for issuer in issuers { family.sample(["issuer": issuer.issuer], issuer.refused) }
        }
    }
}
