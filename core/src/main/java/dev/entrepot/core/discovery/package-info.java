/**
 * Content discovery: which tags a repository has, and what refers to a manifest.
 *
 * <p>Starting points: {@link dev.entrepot.core.discovery.TagLists} and {@link dev.entrepot.core.discovery.ReferrerLists}.
 * Both are lists that only the upstream has in whole. {@link dev.entrepot.core.discovery.BriefLists} is what they share:
 * one question at a time, remembered briefly, and while the upstream cannot be asked what it said last, or else what is
 * held here, marked as such.
 */
@NullMarked
package dev.entrepot.core.discovery;

import org.jspecify.annotations.NullMarked;
