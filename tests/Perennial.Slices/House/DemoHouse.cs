using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Perennial.Kernel.Ids;
using Perennial.Server;
using Perennial.Server.Demo;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Keys;

namespace Perennial.Slices.House;

/// <summary>A demo shop without the server around it, which starts and stops it.</summary>
internal sealed class DemoHouse(string data, params IReadOnlyList<IDemoMount> mounts) : IAsyncDisposable
{
    public DemoShop Demo { get; } = new(ServerOptions.Read(["--data", data]), TimeProvider.System, mounts, NullLoggerFactory.Instance);

    /// <summary>A process that fills a whole demo shop, to be killed.</summary>
    public static Process Victim(string data) => Process.Start(new ProcessStartInfo(
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Perennial.Victim.exe" : "Perennial.Victim"), ["demo", data])
    {
        UseShellExecute = false,
    })!;

    /// <summary>A key that may everything, put into a demo's database by hand: its owner's key is used up.</summary>
    public static async Task<string> KeyAsync(Db db, CancellationToken cancellation)
    {
        var id = new IdSource(TimeProvider.System).New();
        var (text, hash) = KeyText.New(id);
        await db.WriteAsync(unit => unit.ExecuteAsync(KeyRow.AddSql, new KeyRow
        {
            Id = id, Name = "test", SecretHash = hash, Scopes = string.Join(' ', Scopes.All.Order(StringComparer.Ordinal)), Created = 0,
        }), cancellation);
        return text;
    }

    public async ValueTask DisposeAsync() => await Demo.StopAsync(CancellationToken.None);
}
