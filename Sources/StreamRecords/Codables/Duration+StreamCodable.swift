extension Duration: StreamCodable {
  /// Whole seconds and attoseconds as eight bytes each.
  public static func put(_ value: Duration, into writer: inout ByteWriter) {
    let (seconds, attoseconds) = value.components
    writer.integer(seconds)
    writer.integer(attoseconds)
  }

  /// Reads back what ``put(_:into:)`` wrote; attoseconds that make up a second, or have the other sign, are malformed.
  public static func get(from reader: inout ByteReader) -> Duration {
    let (seconds, attoseconds) = (reader.integer(Int64.self), reader.integer(Int64.self))
    let agree = seconds == 0 || attoseconds == 0 || (seconds < 0) == (attoseconds < 0)
    guard agree, attoseconds.magnitude < 1_000_000_000_000_000_000 else {
      reader.fail()
      return .zero
    }
    return Duration(secondsComponent: seconds, attosecondsComponent: attoseconds)
  }
}
