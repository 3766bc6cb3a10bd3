import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy, IconDownload, IconShare2 } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Transaction } from '@akawo/sdk';
import { Problem } from '../../design/index.ts';
import { fetchReceipt, saveFile } from './files.ts';
import styles from './receipt.module.css';

const copiedForMs = 2_500;

/** To send to somebody, to paste, or to keep. */
export function ReceiptActions({ transaction: { id, reference }, text }: { transaction: Transaction; text: string }) {
  const clipboard = useClipboard({ timeout: copiedForMs });
  const fetched = useRef<Promise<File>>(undefined);
  const receipt = () => {
    fetched.current ??= fetchReceipt(id, reference).catch((thrown: unknown) => {
      fetched.current = undefined;
      throw thrown;
    });
    return fetched.current;
  };
  const download = useMutation({ mutationFn: async () => saveFile(await receipt()) });
  const share = useMutation({ mutationFn: async () => shareFile(await receipt(), text) });
  const { error } = share.error === null ? download : share;
  const CopySign = clipboard.copied ? IconCheck : IconCopy;
  return (
    <>
      <div className={styles.actions}>
        {canShare() ? (
          <Button
            size="sm"
            variant="default"
            leftSection={<IconShare2 size="1.2rem" aria-hidden />}
            loading={share.isPending}
            onClick={() => share.mutate()}
          >
            Share
          </Button>
        ) : null}
        <Button
          size="sm"
          variant="default"
          leftSection={<CopySign size="1.2rem" aria-hidden />}
          onClick={() => clipboard.copy(text)}
        >
          <span aria-live="polite">{clipboard.copied ? 'Copied' : 'Copy'}</span>
        </Button>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconDownload size="1.2rem" aria-hidden />}
          loading={download.isPending}
          onClick={() => download.mutate()}
        >
          Download
        </Button>
      </div>
      {share.data === 'press_again' ? <output>The receipt is ready. Press Share once more.</output> : null}
      {error === null ? null : <Problem error={error} />}
    </>
  );
}

function canShare(): boolean {
  return typeof (navigator as { readonly share?: unknown }).share === 'function';
}

/** A browser shares only shortly after a press, which a slow network can outlast; what was fetched is kept for the next press. */
async function shareFile(file: File, text: string): Promise<'shared' | 'press_again'> {
  const withFile = { files: [file], text };
  try {
    await navigator.share(navigator.canShare(withFile) ? withFile : { text });
    return 'shared';
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return 'shared';
    if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') return 'press_again';
    throw thrown;
  }
}
