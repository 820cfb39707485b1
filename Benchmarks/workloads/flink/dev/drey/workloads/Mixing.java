package dev.drey.workloads;

/** The arithmetic that all inputs are made with. */
final class Mixing {
    private Mixing() {}

    /** The finaliser of splitmix64. */
    static long mix(long index) {
        long word = index + 0x9E3779B97F4A7C15L;
        word = (word ^ (word >>> 30)) * 0xBF58476D1CE4E5B9L;
        word = (word ^ (word >>> 27)) * 0x94D049BB133111EBL;
        return word ^ (word >>> 31);
    }

    /** FNV-1a over the letters of a word. */
    static long fnv(String word) {
        long hash = 0xCBF29CE484222325L;
        for (int at = 0; at < word.length(); at++) hash = (hash ^ word.charAt(at)) * 0x100000001B3L;
        return hash;
    }

    /** The checksum of a key and the time that its row is about, or of two keys. */
    static long pair(long key, long other) {
        return mix(key * 1_000_003L + other);
    }
}
