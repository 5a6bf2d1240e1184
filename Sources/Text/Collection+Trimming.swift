extension BidirectionalCollection where SubSequence == Self {
    /// What is left without the elements at both ends that are to go, such as blanks.
    package func trimming(while isTrimmed: (Element) -> Bool) -> SubSequence {
        var rest = drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
