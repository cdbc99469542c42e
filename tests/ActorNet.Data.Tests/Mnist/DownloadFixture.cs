using System.Security.Cryptography;
using ActorNet.Data.Idx;
using ActorNet.Data.Mnist;
using ActorNet.Data.Tests.Idx;
using ActorNet.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Data.Tests.Mnist;

/// <summary>A small data set in place of MNIST, fake mirrors that serve it, and a fake clock.</summary>
internal sealed class DownloadFixture : IDisposable
{
    /// <summary>The maximum wait of a test; reached only on failure.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

    public DownloadFixture()
    {
        byte[][] plain = [IdxBytes.Of(20, 3, 4), IdxBytes.Of(20), IdxBytes.Of(5, 3, 4), IdxBytes.Of(5)];
        Files = [.. plain.Zip(IdxFileSet.StandardNames, Describe)];
        Packed = plain.Zip(IdxFileSet.StandardNames).ToDictionary(pair => pair.Second + ".gz", pair => IdxBytes.Gzip(pair.First));
        Http = new HttpClient(Mirrors);
    }

    public string Folder => _folder.Path;

    public IReadOnlyList<MnistFile> Files { get; }

    /// <summary>The bytes of each NAME.gz.</summary>
    public IReadOnlyDictionary<string, byte[]> Packed { get; }

    public FakeMirrors Mirrors { get; } = new();

    public HttpClient Http { get; }

    public FakeTimeProvider Time { get; } = new();

    public List<DownloadProgress> Reports { get; } = [];

    public static string FirstName => IdxFileSet.StandardNames[0] + ".gz";

    public byte[] FirstFile => Packed[FirstName];

    public MnistDownload Download(params Uri[] mirrors) => new(Http, mirrors, Files, Time);

    public Task FetchAsync(params Uri[] mirrors) => FetchAsync(CancellationToken.None, mirrors);

    public Task FetchAsync(CancellationToken cancellationToken, params Uri[] mirrors) =>
        Download(mirrors)
            .FetchAsync(Folder, DownloadTimeouts.Brief, new SynchronousProgress(Reports), cancellationToken)
            .WaitAsync(Deadline, CancellationToken.None);

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void WritePart(ReadOnlySpan<byte> bytes) => _folder.Write(FirstName + ".part", bytes);

    public void AssertComplete()
    {
        foreach (var (name, bytes) in Packed)
            Assert.Equal(bytes, File.ReadAllBytes(PathOf(name)));
        Assert.Empty(Directory.GetFiles(Folder, "*.part"));
    }

    public void Dispose()
    {
        Http.Dispose();
        _folder.Dispose();
    }

    private static MnistFile Describe(byte[] bytes, string name) =>
        new(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Reports synchronously and in order, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class SynchronousProgress(List<DownloadProgress> reports) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            lock (reports)
                reports.Add(value);
        }
    }
}
