using System.Security.Cryptography;
using Perennial.Kernel.Secrets;

namespace Perennial.Server.Start;

/// <summary>
/// Secrets of the installation that have to outlive the database and stay outside of it: a file each in the data folder,
/// readable by the server's user only, made at the first start.
/// </summary>
internal static class DataKeys
{
    private const int KeyBytes = 32;
    private const string Suffix = ".key";

    /// <summary>Closes secrets that stand in the database.</summary>
    public static AesSecretBox Box(string folder)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "keys")).FullName, "secrets" + Suffix);
        AesSecretBox.MakeFile(path);
        return AesSecretBox.FromFile(path);
    }

    /// <summary>The key of a purpose.</summary>
    public static byte[] Of(string folder, string purpose)
    {
        var keys = Directory.CreateDirectory(Path.Combine(folder, "keys"));
        var path = Path.Combine(keys.FullName, purpose + Suffix);
        if (!File.Exists(path))
        {
            // Whole or not at all: a key cut short would be another one after the next start.
            var made = path + ".new";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new FileStream(made, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
                file.Flush(flushToDisk: true);
            }

            File.Move(made, path);
        }

        var key = File.ReadAllBytes(path);
        return key.Length == KeyBytes ? key : throw new InvalidOperationException($"The key file {path} is damaged.");
    }
}
