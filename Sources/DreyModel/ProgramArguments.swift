/// The bounds of what a process of a job can be given when it is started, those of Linux.
public enum ProgramArguments {
  /// The bytes that one argument may have, and one variable with its name: 128 KiB with the byte that ends it.
  public static let maximumLength = (128 << 10) - 1
  /// The bytes that all arguments may take: 768 KiB, since they share 2 MiB with the variables (``MainEnvironment``).
  public static let maximumSize = 768 << 10

  /// Checks the arguments of `main()`, with which it is started in every worker.
  /// - Throws: ``Failure`` of the domain `usage` that says which argument is too long, or that all are.
  public static func check(_ arguments: [String]) throws(Failure) {
    for (index, argument) in arguments.enumerated() {
      let length = argument.utf8.count
      guard !argument.utf8.contains(0) else {
        throw Failure(.usage, "argument \(index + 1) of main() contains a NUL character", advice: "Leave it out.")
      }
      guard length <= maximumLength else {
        throw Failure(
          .usage, "argument \(index + 1) of main() has \(length) bytes, and a process can be given \(maximumLength)",
          advice: advice)
      }
    }
    // A process has a pointer to each, and a byte that ends it.
    let size = arguments.reduce(0) { $0 + $1.utf8.count + 9 }
    guard size <= maximumSize else {
      throw Failure(
        .usage,
        "the \(arguments.count) arguments of main() take \(size) bytes, and a process can be given \(maximumSize)",
        advice: advice)
    }
  }

  private static let advice = "Put it in a file that main() reads, such as one in a volume, and give the file's path."
}
