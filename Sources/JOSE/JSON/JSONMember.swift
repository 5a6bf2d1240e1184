/// What stands under a name in an object, without an array's being made: a stranger chooses how much that is.
package enum JSONMember {
    /// There is no such member.
    case absent
    case array
    /// Anything else, `null` among it.
    case single(JSONValue)
}
