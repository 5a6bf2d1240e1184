extension RedisConnection {
    /// Connects, and waits for that.
    static func connected(
        to address: ServerAddress,
        until deadline: ContinuousClock.Instant
    ) throws(StoreAbsence) -> RedisConnection {
        let connection = try RedisConnection(to: address)
        let poll = Poll(connection.descriptor, writing: true, orSignalAt: nil, until: deadline)
        guard poll.isWritable else { throw .silent }
        try connection.checkConnected()
        return connection
    }

    /// Sends commands, and waits for all of the replies.
    mutating func exchange(
        _ commands: [RedisCommand],
        until deadline: ContinuousClock.Instant
    ) throws(StoreAbsence) -> [RedisReply] {
        for command in commands { append(command) }
        var replies: [RedisReply] = []
        while replies.count < commands.count {
            try flush()
            let poll = Poll(descriptor, writing: hasOutput, orSignalAt: nil, until: deadline)
            if poll.isReadable { replies += try receive() }
            if replies.count < commands.count, ContinuousClock.now >= deadline { throw .silent }
        }
        return replies
    }
}
