package dev.drey.workloads;

import java.nio.charset.StandardCharsets;

/** The text that is counted: lines of eight words of a vocabulary of 10,000. */
final class Lines {
    private static final int WORDS_PER_LINE = 8;
    private static final byte[][] VOCABULARY = vocabulary();

    private Lines() {}

    /** The line of an index: words joined by one space. */
    static String line(long index) {
        long state = Mixing.mix(index ^ 0x5DEECE66DL);
        if (state == 0) state = 1;
        byte[] text = new byte[WORDS_PER_LINE * 10];
        int length = 0;
        for (int count = 0; count < WORDS_PER_LINE; count++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            byte[] word = VOCABULARY[(int) ((state >>> 33) % VOCABULARY.length)];
            System.arraycopy(word, 0, text, length, word.length);
            length += word.length;
            text[length++] = ' ';
        }
        return new String(text, 0, length - 1, StandardCharsets.ISO_8859_1);
    }

    private static byte[][] vocabulary() {
        byte[][] words = new byte[10_000][];
        for (int number = 0; number < words.length; number++) {
            byte[] word = new byte[3 + number % 7];
            word[0] = letter(number / 676);
            word[1] = letter(number / 26);
            word[2] = letter(number);
            for (int at = 3; at < word.length; at++) word[at] = letter(number * 31 + (at - 3) * 7);
            words[number] = word;
        }
        return words;
    }

    private static byte letter(int number) {
        return (byte) ('a' + number % 26);
    }
}
