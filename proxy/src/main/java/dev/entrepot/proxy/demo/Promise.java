package dev.entrepot.proxy.demo;

/**
 * Something entrepot claims.
 *
 * @param text what is claimed, in a few words
 */
record Promise(String text, boolean held) {

    String outcome() {
        return held ? text : "BROKEN: " + text;
    }
}
