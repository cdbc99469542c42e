using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorNet.Learning;

namespace ActorNet.Transport.Security;

/// <summary>Reads certificates and keys from PEM files; every error is an <see cref="InvalidInputException"/> with one sentence.</summary>
internal static class CertificateFiles
{
    private const long MaxBytes = 1 << 20;

    public static string Read(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        try
        {
            return new FileInfo(path).Length <= MaxBytes
                ? File.ReadAllText(path)
                : throw InvalidInputException.Of($"'{path}'", $"has more than {MaxBytes} bytes", "no certificate or key is that long");
        }
        catch (FileNotFoundException missing)
        {
            throw InvalidInputException.Of(
                $"'{path}'", "is missing",
                NodeCertificates.FolderContent, cause: missing);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw InvalidInputException.Of($"'{path}'", $"cannot be read: {error}", cause: error);
        }
    }

    /// <summary>All certificates of a file, at least one.</summary>
    public static X509Certificate2Collection ReadAll(string folder, string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Read(folder, file));
        }
        catch (CryptographicException error)
        {
            throw NoCertificate(Path.Combine(folder, file), error);
        }

        return certificates.Count > 0 ? certificates : throw NoCertificate(Path.Combine(folder, file));
    }

    public static X509Certificate2 ReadWithKey(string folder, string certificateFile, string keyFile)
    {
        var (certificateText, keyText) = (Read(folder, certificateFile), Read(folder, keyFile));
        var certificate = Parse(Path.Combine(folder, certificateFile), certificateText);
        try
        {
            var pair = X509Certificate2.CreateFromPem(certificateText, keyText);
            // TLS on Windows requires a key that the system has imported.
            return OperatingSystem.IsWindows()
                ? X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), password: null)
                : pair;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw InvalidInputException.Of(
                $"'{Path.Combine(folder, keyFile)}'",
                $"is not the key of '{Path.Combine(folder, certificateFile)}' ({certificate.Subject}), or it is damaged or encrypted",
                cause: error);
        }
    }

    private static X509Certificate2 Parse(string path, string text)
    {
        try
        {
            return X509Certificate2.CreateFromPem(text);
        }
        catch (CryptographicException error)
        {
            throw NoCertificate(path, error);
        }
    }

    private static InvalidInputException NoCertificate(string path, Exception? cause = null) =>
        InvalidInputException.Of($"'{path}'", "has no certificate in PEM, or a damaged one", cause: cause);
}
