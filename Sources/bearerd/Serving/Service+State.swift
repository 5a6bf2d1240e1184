import OAuth

extension Service {
    /// What can be told of the process while this answers, with what judges its tokens.
    func state(_ validator: AccessTokenValidator) -> ProcessState {
        let mostTokens = settings.tokenCacheEntries
        let mostProofs = settings.dpop.replayEntries
        return ProcessState(
            process: process,
            issuers: issuers,
            verifiedTokens: { ProcessState.Fill(entries: validator.rememberedTokens, most: mostTokens) },
            usedProofs: { [usedProofs] in ProcessState.Fill(entries: usedProofs.count, most: mostProofs) },
            lines: log.queue
        )
    }
}
