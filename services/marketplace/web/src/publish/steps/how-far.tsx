import type { RegistrationProgress } from '@atoll/schemas/provider-api';
import { bytesInWords } from '@atoll/ui/desk/bytes.ts';

const phases = ['staging', 'committing', 'profiling', 'fingerprinting'] as const;
const phaseWords: Readonly<Record<RegistrationProgress['phase'], string>> = {
  staging: 'fetching the files from where they lie',
  committing: 'computing the salted commitment',
  profiling: 'reading columns and rows',
  fingerprinting: 'taking fingerprints, by which the guard finds copies',
};

/** How far the provider is. Nothing is signed meanwhile, and the page may be left. */
export function HowFar({ progress }: { progress: RegistrationProgress }) {
  const { phase, files, bytes, totalFiles, totalBytes } = progress;
  const measured = totalBytes !== undefined && totalBytes > 0 && phase !== 'fingerprinting';
  const share = measured ? Math.min(100, Math.floor((bytes / totalBytes) * 100)) : undefined;
  return (
    <div className="notice" role="status">
      <p>
        Step {phases.indexOf(phase) + 1} of {phases.length}: {phaseWords[phase]}
        {share === undefined ? '' : `, ${share} %`}
      </p>
      <progress
        aria-label="This step"
        {...(share === undefined ? {} : { value: share, max: 100 })}
      ></progress>
      <p className="faint">
        {phase === 'fingerprinting'
          ? `${totalFiles ?? 0} files, ${bytesInWords(totalBytes ?? 0)}`
          : `${files}${totalFiles === undefined ? '' : ` of ${totalFiles}`} files, ${bytesInWords(bytes)}${totalBytes === undefined ? '' : ` of ${bytesInWords(totalBytes)}`}`}
        . You may leave this page; it goes on without you.
      </p>
    </div>
  );
}
