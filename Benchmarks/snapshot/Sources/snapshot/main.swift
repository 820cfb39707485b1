import DataStream

// snapshot [KEYS] [FOLDER]: takes a snapshot of KEYS keys of 40 bytes each while records keep coming, and restores it.
let keys = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 25_000_000
let folder = CommandLine.arguments.dropFirst(2).first ?? "."

let attempt = Attempt(keys: max(1, keys), folder: folder)
try attempt.run()
if let snapshot = attempt.snapshot, let file = snapshot.file {
  let megabytes = file.byteCount / 1_000_000
  let rates = attempt.recordsPerSecond
  print("\(attempt.entries) keys, \(megabytes) MB, written in \(snapshot.asyncDuration) ms")
  print("records/s: \(rates.alone) without, \(rates.meanwhile) while it was written")
  print("longest stall, fencing and writing: \(snapshot.longestStall) µs")
  print("longest batch of \(BatchClock.size) records, all included: \(attempt.longestBatch) µs")
  let next = Attempt(keys: keys, folder: folder)
  try next.run(from: file)
  let (wall, cpu) = (next.restoring.wall, next.restoring.cpu)
  print("restored \(next.entries) keys in \(wall / 1000) ms, of which the processor worked \(cpu / 1000) ms")
  print(
    "that is \(file.byteCount / max(1, wall)) MB/s, and \(file.byteCount / max(1, cpu)) MB per second of processor time"
  )
}
