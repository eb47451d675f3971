package dev.entrepot.proxy.upstream.auth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one header line (RFC 9110, section 11.6.1). The grammar is ambiguous with one symbol of look-ahead: after a comma
 * a word is a parameter when {@code =} follows it, and the next scheme when not.
 */
final class ChallengeParser {

    private final String text;
    private int at;

    ChallengeParser(String text) {
        this.text = text;
    }

    List<Challenge> challenges() {
        List<Challenge> challenges = new ArrayList<>();
        skip(", \t");
        while (at < text.length()) {
            String scheme = token();
            if (scheme.isEmpty()) {
                at++;
            } else {
                skip(" \t");
                challenges.add(new Challenge(scheme.toLowerCase(Locale.ROOT), parameters()));
            }
            skip(", \t");
        }
        return challenges;
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new HashMap<>();
        while (at < text.length()) {
            int start = at;
            String name = token();
            skip(" \t");
            if (name.isEmpty() || !isAt('=')) {
                at = start;
                skipToken68();
                return parameters;
            }
            at++;
            skip(" \t");
            parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), isAt('"') ? quoted() : bare());
            skip(", \t");
        }
        return parameters;
    }

    /** After {@code Negotiate} may come base64 instead of parameters, which is nobody's name for a scheme. */
    private void skipToken68() {
        int end = at;
        while (end < text.length() && (isTokenChar(text.charAt(end)) || "/=".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        boolean isData = text.substring(at, end).indexOf('=') >= 0
                || text.substring(at, end).indexOf('/') >= 0;
        at = isData ? end : at;
    }

    private String token() {
        int start = at;
        while (at < text.length() && isTokenChar(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    /** More than a token, since some registries leave the quotes of a URL out. */
    private String bare() {
        int start = at;
        while (at < text.length() && ", \t".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    /** From one quote past the other, or to the end where that is missing. */
    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && !isAt('"'); at++) {
            if (isAt('\\') && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
        }
        at++;
        return value.toString();
    }

    private boolean isAt(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean isTokenChar(char c) {
        return c > ' ' && c < 0x7f && "\"(),:;<=>?@[\\]{}/".indexOf(c) < 0;
    }
}
