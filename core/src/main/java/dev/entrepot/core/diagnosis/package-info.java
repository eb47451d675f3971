/**
 * What kind of trouble it is: the kind that passes when asked again, or the kind that stays until somebody changes
 * something.
 *
 * <p>Starting points: {@link dev.entrepot.core.diagnosis.Watch} is what whoever does the work tells how it went; {@link
 * dev.entrepot.core.diagnosis.Diagnostics} remembers the last minutes of it, bounded in time and in memory; {@link
 * dev.entrepot.core.diagnosis.Classifier} is a pure function from that to a {@link
 * dev.entrepot.core.diagnosis.Diagnosis}, whose Javadoc has its rules and thresholds.
 *
 * <p>Nothing here decides anything, and no hit comes by: what is answered from memory and open files is not watched.
 */
@NullMarked
package dev.entrepot.core.diagnosis;

import org.jspecify.annotations.NullMarked;
