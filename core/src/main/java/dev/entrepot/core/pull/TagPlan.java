package dev.entrepot.core.pull;

import dev.entrepot.core.index.TagEntry;

/** What to do about a tag. */
public sealed interface TagPlan {

    /** Checked recently enough. */
    record Serve(TagEntry known) implements TagPlan {}

    /** Past its time, but the upstream was just found to be down: serve stale now, ask in the background. */
    record ServeAndRevalidate(TagEntry known) implements TagPlan {}

    /** Ask with {@code HEAD} whether it still names the same. */
    record Revalidate(TagEntry known) implements TagPlan {}

    /** Never seen. */
    record Fetch() implements TagPlan {}
}
