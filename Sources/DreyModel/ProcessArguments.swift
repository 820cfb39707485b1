/// The arguments of this process as text, also those that are not UTF-8.
///
/// Swift's own put U+FFFD in place of what is not, and then name files that nobody gave.
public enum ProcessArguments {
  /// The arguments without the executable's name.
  /// - Throws: ``Failure`` of the domain `usage` that shows the argument if it has no text.
  public static func all() throws(Failure) -> [String] {
    var texts: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[index] else { break }
      texts.append(
        try text(of: UnsafeBufferPointer(start: argument, count: length(argument)).map { UInt8(bitPattern: $0) }))
    }
    return texts
  }

  /// The text of one argument.
  ///
  /// A path that is not UTF-8 becomes an address of the scheme `file`, which ``FileAddress`` takes back. It is told by a slash,
  /// and may stand behind `--NAME=`.
  static func text(of argument: [UInt8]) throws(Failure) -> String {
    if let text = String(validating: argument, as: UTF8.self) { return text }
    let equals = argument.starts(with: "--".utf8) ? argument.firstIndex(of: UInt8(ascii: "=")) : nil
    let start = equals.map { $0 + 1 } ?? 0
    let address = FileAddress(bytes: argument[start...])
    guard let name = String(validating: argument[..<start], as: UTF8.self), address.bytes.contains(UInt8(ascii: "/"))
    else {
      throw Failure(
        .usage, "the argument '\(FileAddress(bytes: argument).encoded)' is not UTF-8",
        advice: "Give text as UTF-8, and a file by its address: \(address).")
    }
    return name + "\(address)"
  }

  private static func length(_ text: UnsafePointer<CChar>) -> Int {
    var length = 0
    while text[length] != 0 { length += 1 }
    return length
  }
}
