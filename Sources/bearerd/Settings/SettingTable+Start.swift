extension SettingTable {
    /// What only a start takes, whatever a reload reads: the socket, the threads, the memory of used proofs,
    /// the store and the counts are made for it.
    static let takenAtStart: [any SettingRow] = [
        standard.fastcgiListen, standard.fastcgiSocketMode, standard.fastcgiWorkers, standard.fastcgiIOTimeout,
        standard.maxBodyBytes, standard.shutdownGrace, standard.dpopProofAge, standard.dpopProofLeeway,
        standard.dpopReplayEntries, standard.logFormat, standard.metrics,
        standard.auditLog, standard.redisURL, standard.redisOnFailure,
    ]
}
