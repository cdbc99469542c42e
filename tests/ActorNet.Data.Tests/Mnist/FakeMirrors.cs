using System.Net;
using System.Net.Http.Headers;

namespace ActorNet.Data.Tests.Mnist;

/// <summary>Mirrors with scripted responses per host; records all requests.</summary>
internal sealed class FakeMirrors : HttpMessageHandler
{
    public delegate Task<HttpResponseMessage> Answer(HttpRequestMessage request, CancellationToken cancellationToken);

    private readonly Dictionary<string, Answer> _answers = [];
    private readonly List<string> _requests = [];

    /// <summary>The requests, in order: "host/file", with "@offset" for a range request.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public Uri Add(string host, Answer answer)
    {
        _answers.Add(host, answer);
        return new Uri($"http://{host}/data/");
    }

    public Uri Add(string host, Func<HttpRequestMessage, HttpResponseMessage> answer) =>
        Add(host, (request, _) => Task.FromResult(answer(request)));

    /// <summary>Adds a correct mirror: whole files, or the requested range.</summary>
    public Uri AddGood(string host, IReadOnlyDictionary<string, byte[]> files) => Add(host, request => Serve(request, files));

    public static HttpResponseMessage Serve(HttpRequestMessage request, IReadOnlyDictionary<string, byte[]> files)
    {
        if (!files.TryGetValue(request.RequestUri!.Segments[^1], out var file))
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        if (request.Headers.Range?.Ranges.Single().From is not { } from)
            return Whole(file);
        if (from >= file.Length)
            return new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable);

        var rest = new ByteArrayContent(file, (int)from, file.Length - (int)from);
        rest.Headers.ContentRange = new ContentRangeHeaderValue(from, file.Length - 1, file.Length);
        return new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = rest };
    }

    public static HttpResponseMessage Whole(byte[] file) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(file) };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var from = request.Headers.Range?.Ranges.Single().From;
        lock (_requests)
            _requests.Add($"{request.RequestUri!.Host}/{request.RequestUri.Segments[^1]}{(from is null ? "" : $"@{from}")}");
        return _answers[request.RequestUri.Host](request, cancellationToken);
    }
}
