/// Tells an operator in batch mode that all records of a key have come: time is at its end for the key then, and at its beginning
/// again for the next one.
@usableFromInline
final class KeyEnds {
  private var handler: () throws -> Void = {}

  @usableFromInline init() {}

  /// Calls `handler` behind the last record of each key.
  @usableFromInline func onEnd(_ handler: @escaping () throws -> Void) { self.handler = handler }

  @usableFromInline func end() throws { try handler() }
}
