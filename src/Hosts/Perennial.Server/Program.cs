using Perennial.Kernel.Data;
using Perennial.Server;
using Perennial.Server.Start;

if (args is ["--help"])
{
    Greeting.Help(Console.Out);
    return 0;
}

try
{
    await using var server = await PerennialServer.StartAsync(args, TimeProvider.System);
    Greeting.Print(server, Console.Out);
    await server.RunAsync();
    return 0;
}
catch (OptionRefusedException e)
{
    Console.Error.WriteLine(Greeting.Refused(e));
    return 64;
}
catch (DbRefusedException e)
{
    Console.Error.WriteLine(Greeting.Refused(e));
    return 69;
}

internal sealed partial class Program;
