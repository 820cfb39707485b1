import DreyModel

/// What a TaskManager is told about itself beside memory: slots, cores, and that it has no other resources.
struct TaskManagerResources {
  private static let slots = OptionKey.taskSlots.rawValue
  private static let cores = "taskmanager.cpu.cores"
  private static let others = "external-resources"

  private let settings: MemorySettings

  init(_ settings: MemorySettings) { self.settings = settings }

  func options() throws(Failure) -> [String: String] {
    if let names = settings.options[Self.others], names != "none" {
      throw Failure(
        .usage, "\(Self.others) is '\(names)', but a container of drey's has no such resources",
        advice: "Leave \(Self.others) out.")
    }
    return [Self.slots: String(try slots()), Self.cores: JavaNumber.text(try cores()), Self.others: "none"]
  }

  private func slots() throws(Failure) -> Int32 {
    let text = settings.options[Self.slots] ?? "1"
    guard let slots = Int32(text) else {
      throw Failure(.usage, "\(Self.slots) is '\(text)', expected a whole number")
    }
    return slots
  }

  /// As many as there are slots where the options do not say.
  private func cores() throws(Failure) -> Double {
    guard let text = settings.options[Self.cores] else { return try positive(Double(slots()), key: Self.slots) }
    guard let cores = JavaNumber.double(text), cores.isFinite else {
      throw Failure(.usage, "\(Self.cores) is '\(text)', expected a number")
    }
    return try positive(cores, key: Self.cores)
  }

  private func positive(_ cores: Double, key: String) throws(Failure) -> Double {
    guard cores > 0 else {
      throw Failure(.usage, "\(key) gives the TaskManager no core", advice: "Set \(key) to more than 0.")
    }
    return cores
  }
}
