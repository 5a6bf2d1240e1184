import OAuth

extension Service {
    /// The access log, which has refusals kept.
    var keepingAccessLog: AccessLog {
        var accessLog = log.accessLog
        accessLog.keeper = RefusalKeeper(
            process.refusals,
            sources: settings.tokenSources,
            address: settings.dpop.address,
            maxTokenBytes: settings.maxTokenBytes,
            decrypts: settings.decryptionKeys != nil,
            reading: reading
        )
        return accessLog
    }

    /// What can be told of the process while this answers, with what judges its tokens.
    func state(_ validator: AccessTokenValidator) -> ProcessState {
        let mostTokens = settings.tokenCacheEntries
        let mostProofs = settings.dpop.replayEntries
        return ProcessState(
            process: process,
            issuers: issuers,
            verifiedTokens: { ProcessState.Fill(entries: validator.rememberedTokens, most: mostTokens) },
            usedProofs: { [usedProofs] in ProcessState.Fill(entries: usedProofs.count, most: mostProofs) },
            introspections: { validator.introspections },
            lines: log.queue,
            why: WhyReport(
                memory: process.refusals,
                validator: validator,
                dpop: settings.dpop,
                certificates: settings.certificateBoundTokens,
                reading: reading
            ),
            auditLines: log.accessLog.audit?.queue,
            denyFile: settings.denyFile,
            store: store
        )
    }
}
