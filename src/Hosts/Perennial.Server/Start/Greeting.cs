using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Words;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Server.Start;

/// <summary>What the server says to whoever starts it.</summary>
internal static class Greeting
{
    public static WordBook Words { get; } = WordBook.Load(typeof(Greeting).Assembly);

    public static void Print(PerennialServer server, TextWriter to)
    {
        to.WriteLine(Words["start.address", ("address", server.Address)]);
        to.WriteLine(Words["start.docs", ("address", server.Address + "/docs")]);
        if (server.OwnerKey is { } key)
        {
            to.WriteLine();
            to.WriteLine(Words["start.owner_key", ("key", key)]);
            to.WriteLine(Words["start.owner_key_use"]);
            to.WriteLine(Words["start.page", ("address", $"{server.Address}{PageGate.StartPath}#{key}")]);
        }
    }

    /// <summary>All that can be told when starting.</summary>
    public static void Help(TextWriter to)
    {
        to.WriteLine(Words["help.usage"]);
        to.WriteLine();
        foreach (var name in ServerOptions.Names)
        {
            to.WriteLine("  --" + name);
            to.WriteLine("      " + Words["help." + name]);
        }

        to.WriteLine();
        to.WriteLine(Words["help.variables"]);
    }

    public static string Refused(OptionRefusedException refused) => Words[refused.Code, ("detail", refused.Detail)];

    public static string Refused(DbRefusedException refused) => Problems.OwnWords[refused.Code, ("detail", refused.Detail)];
}
