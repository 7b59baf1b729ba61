// Files on their way to the playground.

export const MOST = 10 * 1024 * 1024;

const base64 = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

// Names and contents of the files, as the server takes them.
export const bytesOf = (files) => Promise.all(files.map(async (file) => ({ name: file.name || "pasted.txt", content: file.size ? await base64(file) : "" })));

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
