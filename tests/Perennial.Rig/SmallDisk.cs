using System.Diagnostics;
using System.Globalization;

namespace Perennial.Rig;

/// <summary>
/// A file system of a few megabytes in memory that a process can be run on, to fill it up. It is mounted in a namespace of its
/// own, which an ordinary user may have as well as root where the system allows it; whoever is run there sees it at its path.
/// </summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const string User = "1000";
    private const string Up = "up";

    private readonly string folder;
    private readonly Process holder;
    private readonly string[] enter;
    private readonly bool isUser;

    private SmallDisk(string folder, Process holder, bool isUser)
    {
        (this.folder, this.holder, this.isUser) = (folder, holder, isUser);
        var at = holder.Id.ToString(CultureInfo.InvariantCulture);
        enter = isUser ? ["nsenter", "-t", at, "-U", "-m", "--preserve-credentials", "--"] : ["nsenter", "-t", at, "-m", "--"];
    }

    /// <summary>Words before a program that is to run with this disk.</summary>
    public IReadOnlyList<string> Enter => enter;

    /// <summary>The same for a program that refuses to be root.</summary>
    public IReadOnlyList<string> EnterAsOrdinaryUser => isUser ? enter
        : [.. enter, "setpriv", "--reuid", PostgresCluster.OrdinaryUser(), "--regid", PostgresCluster.Group(), "--clear-groups"];

    /// <summary>The filler, as this process sees it.</summary>
    private string Filler => FromHere(InsideFolder("filler"));

    /// <summary>Makes one.</summary>
    /// <param name="megabytes">Its size.</param>
    /// <returns>The disk, or why this machine cannot make one.</returns>
    public static async Task<(SmallDisk? Disk, string Why)> TryMakeAsync(int megabytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return (null, "Only Linux can mount a small disk for one process.");
        }

        // As some user of a namespace first: there PostgreSQL, which refuses to be root, runs for root too.
        var (disk, why) = await TryMakeAsync(megabytes, isUser: true);
        return disk is null && Environment.IsPrivilegedProcess ? await TryMakeAsync(megabytes, isUser: false) : (disk, why);
    }

    /// <summary>A path on the disk, as whoever runs there sees it.</summary>
    public string InsideFolder(string name) => Path.Combine(folder, name);

    /// <summary>A path on the disk, as this process sees it.</summary>
    public string FromHere(string inside) => $"/proc/{holder.Id}/root{inside}";

    /// <summary>Takes all space but some.</summary>
    public void Fill(int bytesLeft)
    {
        using (var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            var block = new byte[4096];
            try
            {
                while (true)
                {
                    filler.Write(block);
                }
            }
            catch (IOException)
            {
                // It is full, which is what was wanted.
            }

            filler.SetLength(Math.Max(0, filler.Length - bytesLeft));
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        holder.Kill();
        await holder.WaitForExitAsync();
        holder.Dispose();
        Directory.Delete(folder);
    }

    private static async Task<(SmallDisk? Disk, string Why)> TryMakeAsync(int megabytes, bool isUser)
    {
        var made = Directory.CreateTempSubdirectory("perennial-disk-").FullName;
        string[] words = ["--mount", .. isUser ? ["--user", $"--map-user={User}", $"--map-group={User}", "--keep-caps"] : (string[])[],
            "sh", "-c", $"mount -t tmpfs -o size={megabytes}m,mode=1777 tmpfs {made} && echo {Up} && exec sleep infinity"];
        try
        {
            var mounted = Process.Start(new ProcessStartInfo("unshare", words)
            {
                RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            })!;
            if (await mounted.StandardOutput.ReadLineAsync() == Up)
            {
                return (new SmallDisk(made, mounted, isUser), "");
            }

            var why = await mounted.StandardError.ReadToEndAsync();
            mounted.Dispose();
            Directory.Delete(made);
            return (null, $"No small disk can be mounted here: {why.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Directory.Delete(made);
            return (null, $"No small disk can be mounted here: {e.Message}");
        }
    }
}
