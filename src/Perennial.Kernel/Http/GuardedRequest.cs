namespace Perennial.Kernel.Http;

/// <summary>How requests go out, and the few places inside that they may go to.</summary>
public sealed record GuardedHttpOptions
{
    /// <summary>
    /// Hosts with their port, <c>127.0.0.1:5080</c> or <c>sims.local:443</c>, that may stand inside: simulators, a receiver
    /// of the shop's own. Written as in the URL; nothing else inside becomes reachable by it. Default: none.
    /// </summary>
    public IReadOnlyCollection<string> PrivateAllowed { get; init; } = [];

    /// <summary>How long a connection may take to be there, with its name looked up. Default: 10 seconds.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections to one host and port. Default: 32.</summary>
    public int ConnectionsPerHostMax { get; init; } = 32;

    internal bool Allows(string host, int port) =>
        PrivateAllowed.Any(a => a.LastIndexOf(':') is var at and > 0 &&
            string.Equals(Bare(a[..at]), Bare(host), StringComparison.OrdinalIgnoreCase) &&
            int.TryParse(a.AsSpan(at + 1), out var allowed) && allowed == port);

    private static string Bare(string host) => host.TrimStart('[').TrimEnd(']');
}

/// <summary>What is asked of somebody outside.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">Absolute, http or https, without a user or a password in it.</param>
public sealed record GuardedRequest(HttpMethod Method, string Url)
{
    /// <summary>Headers beside those of the body.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The body; null sends none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>From looking up the name to the last byte of the answer. Default: 15 seconds.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How much of the answer is read. Default: 1 MB.</summary>
    public int BodyBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Whether a longer answer is cut there; otherwise it is a failure.</summary>
    public bool CutsBody { get; init; }
}

/// <summary>An answer, or why there is none, or none of use.</summary>
public sealed record GuardedReply
{
    /// <summary>What went wrong; null where an answer came, of whatever status, other than a redirect.</summary>
    public GuardedFailure? Failure { get; init; }

    /// <summary>HTTP status; null where none came. It may be there beside a failure.</summary>
    public int? Status { get; init; }

    /// <summary>Headers of the answer, whatever the case of their names.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The body, or its beginning.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Whether the body goes on behind <see cref="Body"/>.</summary>
    public bool IsCut { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Whether an answer came whole, with a status from 200 to 299.</summary>
    public bool Succeeded => Failure is null && Status is >= 200 and < 300;
}

/// <summary>Why there is no answer of use.</summary>
public enum GuardedFailure
{
    /// <summary>The URL is none that may be asked.</summary>
    UrlRefused,

    /// <summary>It leads inside.</summary>
    AddressRefused,

    /// <summary>Nobody knows the name.</summary>
    NameUnknown,

    /// <summary>No connection came about.</summary>
    NotConnected,

    /// <summary>The other side could not show who it is.</summary>
    TlsFailed,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>The connection ended, or what came was no HTTP.</summary>
    BrokenOff,

    /// <summary>The answer sends elsewhere, where nobody goes.</summary>
    Redirected,

    /// <summary>The answer is longer than wanted.</summary>
    TooLarge,
}

/// <summary>What can be said against a URL as it is written.</summary>
public enum GuardedUrlProblem
{
    /// <summary>It is no absolute URL.</summary>
    Malformed,

    /// <summary>It is longer than <see cref="GuardedUrl.CharactersMax"/>.</summary>
    TooLong,

    /// <summary>It is neither http nor https.</summary>
    Scheme,

    /// <summary>It holds a user or a password.</summary>
    Credentials,

    /// <summary>It names an address inside.</summary>
    PrivateAddress,
}
