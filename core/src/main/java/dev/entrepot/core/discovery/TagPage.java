package dev.entrepot.core.discovery;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * A part of a list of tags (distribution-spec, "Listing Tags").
 *
 * @param hasMore whether there are tags after it
 */
public record TagPage(List<String> tags, boolean hasMore) {

    /**
     * @param all in the order of their characters
     * @param after tags up to this one, which need not be there, are left out; empty for none
     * @param limit tags at most; without one, all
     */
    public static TagPage of(List<String> all, String after, OptionalInt limit) {
        int found = Collections.binarySearch(all, after);
        int from = found >= 0 ? found + 1 : -found - 1;
        int most = limit.orElse(Integer.MAX_VALUE);
        int to = all.size() - from > most ? from + most : all.size();
        return new TagPage(all.subList(from, to), to < all.size() && to > from);
    }
}
