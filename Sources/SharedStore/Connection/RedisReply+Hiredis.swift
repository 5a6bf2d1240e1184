import CHiredis

extension RedisReply {
    /// What hiredis has read, taken over into values of ours.
    ///
    /// It goes no deeper than hiredis reads, which is seven lists in each other.
    init(_ reply: borrowing redisReply) {
        switch unsafe reply.type {
        case REDIS_REPLY_STATUS: self = unsafe .status(Self.line(reply))
        case REDIS_REPLY_ERROR: self = unsafe .error(Self.line(reply))
        case REDIS_REPLY_INTEGER: self = unsafe .integer(reply.integer)
        case REDIS_REPLY_STRING: self = unsafe .text(Self.bytes(reply))
        case REDIS_REPLY_ARRAY: self = unsafe .list(Self.elements(reply))
        default: self = .nothing
        }
    }

    private static func bytes(_ reply: borrowing redisReply) -> [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: reply.str, count: reply.len))
    }

    private static func line(_ reply: borrowing redisReply) -> String {
        unsafe String(decoding: bytes(reply), as: UTF8.self)
    }

    private static func elements(_ reply: borrowing redisReply) -> [RedisReply] {
        let elements = unsafe UnsafeBufferPointer(start: reply.element, count: reply.elements)
        return unsafe elements.map { element in
            guard let element = unsafe element else { return .nothing }
            return unsafe RedisReply(element.pointee)
        }
    }
}
