using System.Net;

namespace Perennial.Kernel.Http;

/// <summary>URLs that may be asked, as they are written.</summary>
public static class GuardedUrl
{
    /// <summary>Characters of a URL.</summary>
    public const int CharactersMax = 2_048;

    internal static GuardedUrlProblem? Read(string text, GuardedHttpOptions options, out Uri? address)
    {
        address = null;
        if (text.Length > CharactersMax)
        {
            return GuardedUrlProblem.TooLong;
        }

        // Other software takes such a sign away, or breaks a line of the request with it.
        if (text.AsSpan().ContainsAnyInRange('\0', ' ') || text.Contains('\\', StringComparison.Ordinal) ||
            !Uri.TryCreate(text, UriKind.Absolute, out var read))
        {
            return GuardedUrlProblem.Malformed;
        }

        if (read.Scheme is not ("http" or "https"))
        {
            return GuardedUrlProblem.Scheme;
        }

        if (read.Host.Length == 0)
        {
            return GuardedUrlProblem.Malformed;
        }

        if (read.UserInfo.Length > 0)
        {
            return GuardedUrlProblem.Credentials;
        }

        address = read;
        return LeadsInside(read) && !options.Allows(read.IdnHost, read.Port) ? GuardedUrlProblem.PrivateAddress : null;
    }

    // For whoever fills in a form; what counts is the address that is connected to.
    private static bool LeadsInside(Uri url)
    {
        var host = url.IdnHost.TrimEnd('.');
        return IPAddress.TryParse(host, out var address)
            ? !PublicAddress.Is(address)
            : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
