import Glibc

/// A null-terminated array of C strings, as `execve` wants its arguments. Whoever makes one calls ``release()``.
struct CStrings {
  let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointer = .allocate(capacity: strings.count + 1)
    for (index, text) in strings.enumerated() { (pointer + index).initialize(to: strdup(text)) }
    (pointer + strings.count).initialize(to: nil)
  }

  func release() {
    for index in 0..<count { free(pointer[index]) }
    pointer.deallocate()
  }
}
