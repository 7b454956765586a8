using System.Collections.Frozen;
using System.IO.Compression;

namespace Perennial.Workspace.Staff;

/// <summary>Passwords that very many people have: the first that anybody tries.</summary>
internal static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> Known = new(Load);

    /// <summary>Whether a password is one of them, in capitals or not.</summary>
    public static bool Has(string password) => Known.Value.Contains(password.ToLowerInvariant());

    /// <summary>How many there are, all of them long enough to be chosen.</summary>
    public static int Count => Known.Value.Count;

    private static FrozenSet<string> Load()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("passwords.txt.gz")
            ?? throw new InvalidOperationException("The list of common passwords is missing.");
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
