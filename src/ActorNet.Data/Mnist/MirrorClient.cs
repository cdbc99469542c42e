using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace ActorNet.Data.Mnist;

/// <summary>
/// Downloads one file from one mirror into a partial file, resuming an earlier attempt. Timeouts and mirror errors are
/// thrown as <see cref="HttpRequestException"/>.
/// </summary>
internal sealed class MirrorClient(HttpClient http, TimeProvider time, DownloadTimeouts timeout, IProgress<DownloadProgress>? progress)
{
    private const int BufferBytes = 1 << 16;
    private const int BytesPerReport = 1 << 18;

    /// <summary>Appends to <paramref name="partPath"/> until the mirror's response ends.</summary>
    /// <param name="mirror">The mirror's base address.</param>
    /// <param name="name">The file's name at the mirror.</param>
    /// <param name="partPath">The partial file; created if missing, kept if the transfer fails.</param>
    /// <param name="maxBytes">The maximum length; more bytes cannot be the requested file.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <returns>Whether the bytes of an earlier attempt were kept and appended to.</returns>
    public async Task<bool> ReceiveAsync(Uri mirror, string name, string partPath, long maxBytes, CancellationToken cancellationToken)
    {
        progress?.Report(new DownloadProgress(DownloadStage.Connecting, name, mirror));
        using var deadline = new Deadline(time, timeout.Connect, cancellationToken);
        var awaited = "an answer";
        try
        {
            var kept = File.Exists(partPath) ? new FileInfo(partPath).Length : 0;
            using var response = await RequestAsync(new Uri(mirror, name), kept, deadline.Token).ConfigureAwait(false);
            var resumed = kept > 0 && response.StatusCode == HttpStatusCode.PartialContent;
            await using var part = new FileStream(
                partPath, resumed ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes);

            awaited = "more bytes";
            var report = new DownloadProgress(DownloadStage.Receiving, name, mirror);
            await CopyAsync(response, part, report, maxBytes, deadline).ConfigureAwait(false);
            part.Flush(flushToDisk: true);
            return resumed;
        }
        catch (OperationCanceledException timeout) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(
                string.Create(CultureInfo.InvariantCulture, $"waited {deadline.Length.TotalSeconds:0.#} s for {awaited}"), timeout);
        }
    }

    private async Task<HttpResponseMessage> RequestAsync(Uri address, long offset, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (offset > 0)
                request.Headers.Range = new RangeHeaderValue(offset, null);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;

            response.Dispose();
            // The partial file is at least as long as the mirror's: request the whole file.
            if (offset == 0 || response.StatusCode != HttpStatusCode.RequestedRangeNotSatisfiable)
                throw new HttpRequestException($"answered {(int)response.StatusCode} {response.StatusCode}");
            offset = 0;
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, FileStream part, DownloadProgress report, long maxBytes, Deadline deadline)
    {
        var total = part.Length + response.Content.Headers.ContentLength;
        var buffer = new byte[BufferBytes];
        var nextReport = 0L;
        await using var body = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        while (true)
        {
            if (part.Position >= nextReport)
            {
                progress?.Report(report with { BytesReceived = part.Position, BytesTotal = total });
                nextReport = part.Position + BytesPerReport;
            }

            deadline.Restart(timeout.Idle);
            var read = await ReadAsync(body, buffer, deadline.Token).ConfigureAwait(false);
            if (read == 0)
                return;
            if (part.Position + read > maxBytes)
                throw new HttpRequestException($"sent more than {maxBytes} bytes");
            await part.WriteAsync(buffer.AsMemory(0, read), deadline.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Reads from the network; wraps its errors to distinguish them from disk errors.</summary>
    private static async Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            throw new HttpRequestException($"broke off: {fault.Message}", fault);
        }
    }
}
