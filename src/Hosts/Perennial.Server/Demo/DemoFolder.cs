using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Server.Demo;

/// <summary>
/// Where the demo shop lies: a folder of its own in the data folder, with all that a shop has there. It is whole if its mark stands
/// in it, which is written last and taken away first; so whatever a process died in, the next one knows.
/// </summary>
internal sealed class DemoFolder(string dataFolder)
{
    /// <summary>The folder; it need not be there.</summary>
    public string Root { get; } = Path.Combine(dataFolder, "demo");

    /// <summary>Its SQLite file.</summary>
    public string Database => Path.Combine(Root, "demo.db");

    private string Mark => Path.Combine(Root, "whole.json");

    /// <summary>What the demo shop was filled with; null unless it is whole.</summary>
    public DemoFilled? Filled()
    {
        if (!File.Exists(Mark))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Mark), DemoMarkJson.Default.DemoMark)?.Read();
        }
        catch (JsonException)
        {
            // Somebody wrote into it: what it says of the rest is not known, and the rest can be made anew.
            return null;
        }
    }

    /// <summary>Says that it is whole, durably; its files are closed.</summary>
    public void Finish(DemoFilled filled)
    {
        var made = Mark + ".new";
        using (var file = new FileStream(made, FileMode.Create, FileAccess.Write))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(DemoMark.Of(filled), DemoMarkJson.Default.DemoMark));
            file.Flush(flushToDisk: true);
        }

        File.Move(made, Mark, overwrite: true);
    }

    /// <summary>Takes all of it away.</summary>
    /// <exception cref="DbRefusedException">Somebody has it open: another node that was given the same data folder.</exception>
    public void Clear()
    {
        if (Directory.Exists(Root))
        {
            if (IsInUse())
            {
                throw new DbRefusedException("db.in_use", Database);
            }

            File.Delete(Mark);
            Directory.Delete(Root, recursive: true);
        }
    }

    // Whoever has the database open holds the file beside it, however he came to it, and gives it back when he dies.
    private bool IsInUse()
    {
        try
        {
            using var claim = new FileStream(Database + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>What a server is told that shows the demo shop in the place of the real one.</summary>
    public ServerOptions Options(ServerOptions real) => real with { DataFolder = Root, Database = Database, MigrateDatabase = null, IsDemo = true };
}

/// <summary>The mark as it is written.</summary>
internal sealed record DemoMark(int Seed, string EndDay, string Language, long At, int Seconds, long Rows)
{
    public static DemoMark Of(DemoFilled filled) => new(filled.Seed, LocalDatePattern.Iso.Format(filled.EndDay), filled.Language,
        filled.At.ToUnixTimeMilliseconds(), filled.Seconds, filled.Rows);

    public DemoFilled? Read() => LocalDatePattern.Iso.Parse(EndDay) is { Success: true, Value: var day }
        ? new DemoFilled(Seed, day, Language, Instant.FromUnixTimeMilliseconds(At), Seconds, Rows)
        : null;
}

[JsonSerializable(typeof(DemoMark))]
internal sealed partial class DemoMarkJson : JsonSerializerContext;
