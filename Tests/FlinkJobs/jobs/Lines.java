package dev.drey.jobs;

/** Generated text: line i is the same eight words everywhere, out of a vocabulary of 10,000. */
final class Lines {
    private static final String[] WORDS = vocabulary();

    private Lines() {}

    static long mix(long x) {
        x += 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }

    static String line(long index) {
        long state = mix(index ^ 0x5DEECE66DL);
        if (state == 0) state = 1;
        StringBuilder line = new StringBuilder(80);
        for (int word = 0; word < 8; word++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            if (word > 0) line.append(' ');
            line.append(WORDS[(int) ((state >>> 33) % WORDS.length)]);
        }
        return line.toString();
    }

    private static String[] vocabulary() {
        String[] words = new String[10_000];
        for (int k = 0; k < words.length; k++) {
            StringBuilder word = new StringBuilder(9).append(letter(k / 676)).append(letter(k / 26)).append(letter(k));
            for (int j = 0; j < k % 7; j++) word.append(letter(k * 31 + j * 7));
            words[k] = word.toString();
        }
        return words;
    }

    private static char letter(int number) {
        return (char) ('a' + number % 26);
    }
}
