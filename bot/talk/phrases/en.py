"""English small talk."""

from bot.talk.kinds import FILLER, Kind, Phrases

PHRASES: Phrases = {
    Kind.HELP: """
        help
        help|assist me|us [out]
        i [really|just|could|would|do] need [some|your|a_bit_of|a_little] help|assistance [here]
        i'd|i_would like|love [some] help
        can|could|would|will you [please] help|assist [me|us] [out] [here]
        can|could i [please] get|have [some] help [here]
        can i|we ask [you] [something|anything|a_question|some_questions|questions]
        may i ask [you] [something|a_question]
        i|we have|got [a|one|some] [quick] question|questions [for_you]
        i've|i_have got [a] [quick] question
        [just] a|one|another [quick] question
        [a] quick question
        what [else|all|exactly] can you [actually|all|even] do [here] [for_me|for_us]
        what can you [actually] help [me|us] [with]
        how can|could|do you help [me|us] [out]
        what do you [actually] do [here]
        what do you know [about]
        what can|could|may|should i|we ask [you] [about|here]
        what kind|kinds|sort|sorts of questions [can|could|may|should] i|we ask [you]
        what kind|kinds|sort|sorts of questions can you answer
        what questions can you answer
        what|which are your commands
        what|which commands do you have|know
        how do|can|should|would i|we use|ask|talk_to|query|operate you
        how do|can i use this|the bot
        how do you work
        how does the|this bot work
        how to use you|this_bot|the_bot
        how do i ask [you] [a|something|questions|a_question]
        what does this bot do
        what is|are|was this|the bot [good] for
        what's this bot [good] for
        what are you [good|made|here] for
        what is your purpose
        what's your purpose
        test|testing test|testing
        hello|hi test
        can|could anyone|anybody|someone|somebody [please] help [me|us] [out]
        what can i|we do with you|this_bot|the_bot
        this is [just|only] a test
        [i'm|im|i_am] just testing
        test
        ping
        [can|could|will|would|you|anyone] [you|someone] [please] answer this|that|it|him|her|them|this_one|that_one|
            this_question|that_question|the_question|his_question|her_question|their_question [here]
        [can|could|will|would] [you] [please] help him|her|them|this_person|this_member|this_user|these_people [out|with]
            [this|that]
        can|could you answer
        [do|would] you know [this|that|the_answer] [one|to_this|to_that]
        [what|how] about this|that [one|question]
        any idea|ideas|thoughts [on|about] [this|that]
        this|that [one|question|here]
        see|read above|this|that|the_question_above
        question above
        [this_is|this_one_is] one for you
    """,
    Kind.IDENTITY: """
        are|r you|u [really|actually|just|even] [a|an|some|some_kind_of] [real|actual|chat] bot|robot|chatbot|human|person|
            machine|ai|llm|gpt|chatgpt
        are you [really|actually|even] real|human|alive|ai|artificial|sentient|automated|chatgpt
        are you [a] [real] human|person|bot or [a|an] [real] human|person|bot|robot|machine|ai
        is this [just|really] a|an|some|the [real] bot|robot|chatbot|human|person|ai
        am i|we [talking|chatting|speaking] to|with a|an [real|actual] bot|robot|human|person|machine|ai
        you_are|you're a bot
        who|what are you [exactly|anyway|even|then]
        who|what is|are this|the bot
        what is this bot
        what's this bot
        what is|are your name
        what's|whats your name
        do you have a name
        who [has] made|built|created|wrote|programmed|runs|owns you|this_bot
        how old are you
        where are you from
        where do you [get|take] [your|these|the] answers|information [from]
        how do you know [that|this|all_that|all_this]
        are you sure [about_that|about_this]
        tell me about yourself
        do|can you speak|understand english|german|french|spanish|portuguese|japanese|chinese
        introduce yourself
    """,
    Kind.HOW_IT_WORKS: """
        how does this|it [thing|all] work
        how do|can|should i|we use this [thing]
        how to use this
        what does this do
        what's|what_is|whats this [thing]
        does this [even] work
        who's|who_is this
    """,
    Kind.MORE: """
        [can|could|will|would] [you] [please] tell|give|show [me|us] [some|a_bit|a_little|anything] more [details|detail|info|
            information|context] [about|on] [this|that|it] [please]
        [can|could|will|would] [you|anyone|someone] [please] explain|clarify [me|us] [this|that|it] [further|more|better|
            again|in_detail|in_more_detail|to_me] [please]
        [can|could|will|would] [you] [please] elaborate|expand [on] [this|that|it] [further|please]
        [some|any] more details|detail|info|information|context [about|on] [this|that|it] [please]
        what does this|that|it [even|actually] mean
        what do you mean [by_that|by_this]
        anything|something|what more
        go on
        read on
        i don't|do_not|didn't|did_not understand|get this|that|it
    """,
    Kind.COMPLAINT: """
        that's|that_is|this_is|that_was|it's|it_is [still|just|completely|totally] wrong|incorrect|useless|unhelpful|
            nonsense|false
        that's|that_is|this_is|that_was|it's not|isn't [really|quite|even|at_all] [what|the_thing|the_answer] i|we asked|
            meant|wanted|need|needed|was_looking_for|am_looking_for [for]
        that's|that_is|this_is|that_was|it's|isn't not [really|very|quite|exactly] helpful|useful|right|correct|it|true
        that|this wasn't|isn't [really|very|quite|exactly] helpful|useful|right|correct|it|what_i_asked|what_i_meant|
            what_i_wanted
        that|this|it didn't|did_not|doesn't|does_not [really] help [me|at_all|much]
        not [really|very|quite|exactly] helpful|useful|what_i_asked|what_i_meant|what_i_wanted|what_i_was_looking_for
        not what i asked for
        that's|that_is|that_was no help
        that [does|did] not answer [my|the] question
        that|this doesn't|didn't answer [my|the] question
        you [have] misunderstood [me]
        you didn't|don't understand [me]
        you didn't|have_not|haven't answer|answered my|the question
        you don't get it
        i asked [for] something else
        wrong answer
        thanks|thank_you|thx for nothing
        bad|stupid|dumb|useless|terrible|silly bot
        you_are|you're [so] useless|wrong|stupid|dumb
        try again
    """,
    Kind.THANKS: """
        thanks|thank|thx|thanx|thnx|tnx|thks|thanxx|tks|tysm|tyvm|tyty|ty|thnaks|thansk|thakns [you|u|ya|yall|team|folks|
            friend|friends|man]
        thank|thanks|thx|ty for|4 [all|all_of] [the|your|ur|ya|that|this] [quick|fast|great|good|kind|super|amazing|
            detailed|clear|helpful|prompt] [help|answer|answers|info|information|reply|response|support|explanation|tip|
            tips|pointer|link|time|patience|work|clarification|assistance|advice]
        thank|thanks|thx|ty for helping|answering|explaining|clarifying|clearing|letting|looking|checking|asking|telling
            [me|us|it|that|this] [out|up|that_up|know|it_up]
        thank|thanks for your|the quick and helpful|clear answer|reply|response|help
        thank god|goodness
        thank you [all|both|guys|kindly|indeed|too|sir|footnote|bot]
        many|much|big|huge|best|kind|heartfelt|sincere|endless|infinite thanks|thx
        [much|really|greatly|so] appreciated
        i|we [really|truly|do|so|greatly] appreciate it|that|this|you|the_help|your_help|your_time
        [i] appreciate it|that|your_help|the_help
        much obliged
        thankyou|thankyouu [so_much|very_much|all]
        cheers [mate|bro|man|guys|pal|for_that|then]
        ta very much
        ta love|mate
        thanks in advance
        tia_thanks
        no thanks|thank_you
        god|may_god bless [you]
        bless you
        you_have|you've been [very|so|really|super|most|a_great|a_big|of] help|helpful|kind
        i owe you [one]
    """,
    Kind.PRAISE: """
        [yes|yep|ah|ok] that|this|it|you [has|have|had|really|actually|totally] helped|helps|worked|works [me|us] [a_lot|
            lots|a_ton|out|much|perfectly|great|fine|well] [now]
        [yes|yep|ah|ok] that|this|it did help|work|the_trick|it [me] [a_lot]
        that|this|it does help [a_lot]
        that's|that_is|that_was|this_is|this_was|it's|it_is|it_was [really|very|so|super|extremely|quite|just|exactly|most]
            [the] helpful|useful|great|good|nice|perfect|awesome|amazing|cool|excellent|clear|brilliant|fantastic|wonderful|
            lovely|impressive|handy|it|right|correct|all|answer|best
        that's|that_is|this_is|it's|was|exactly|just [exactly|just|what] [what] i|we needed|need|wanted|meant|
            was_looking_for|am_looking_for|were_looking_for
        exactly|precisely that|this|right
        [very|really|so|super|most|extremely|quite] helpful
        very|really|so|super|most|extremely|quite useful|impressive
        very|really|so|super|quite handy
        [very|really|so|super|pretty|how|such|that's] [a] great|good|nice|cool|awesome|amazing|excellent|perfect|brilliant|
            fantastic|wonderful|sweet|lovely|neat|superb|splendid|magnificent|dope [answer|answers|job|work|one|stuff|bot|
            bots|to_know|find|boy|girl|explanation|info|response|reply]
        good|nice|great|best|smart|clever|cute|lovely|sweet|awesome|amazing|cool bot|robot
        well done
        you_are|you're|ur|u_r|u_are|youre [the|a|an|so|really|very|pretty] great|good|best|awesome|amazing|cool|helpful|
            smart|clever|legend|star|lifesaver|life_saver|hero|genius|brilliant|kind|sweet|nice|goat [bot|help]
        you rock
        you rule
        lifesaver
        that solved|solves|fixed|fixes it|that|my_problem|the_problem
        [i] found it [now]
        i've|we've found it [now]
        i love|like|loved|luv it|this|that|u|ya|this_bot
        love|luv it|you|u|ya|this_bot
        works|worked great|perfectly|fine|now|for_me|like_a_charm|well
        [my|that] problem|question|issue [is] solved|answered|resolved
        that's solved|answered|resolved
        that was|is [very|really|super|so] quick|fast|easy
        [that] answers|answered [my|the|that] question
        bravo
        kudos
        congrats
        congratulations
        well played
        good|nice to know
        yay
        hooray
        wow
        w00t
    """,
    Kind.GREETING: """
        hi|hello|hey|heya|hiya|hullo|hallo|helo|hai|heyo|yo|howdy|greetings|wassup|wazzup|ello|hellow|henlo|ahoy|aloha
            [there|team|folks|friend|friends|people|guys|world|again|mate|man|all|everybody|everyone|dear|bot|robot]
        hi|hello|hey [to] [all|you|everyone|everybody] [all|guys|of_you]
        hi|hello to you
        good morning|afternoon|evening|day [to_you|to_all|to_everyone|all|everyone|team|folks|guys|people]
        g'day [mate]
        [a] very good morning|afternoon|evening [to_you]
        morning|mornin|morning_all|morning_everyone|evening_all|morning_bot|morning_folks|morning_team|mornin'
        what's|whats|wats up|good|cracking|poppin [with_you|dude|bro|guys|today]
        how are|r you|u|ya|things [doing|today|going|feeling|all|this_morning|this_evening|tonight|guys|keeping] [today|bot|
            there]
        how is it going
        how's it going|hanging [today]
        hows|how's|how_is your day|life|everything [going|been] [so_far]
        how have you been
        how do you do
        how you doing|doin
        are you [still] there|here|awake|online|up|alive|around|ok|okay|listening
        is anyone|anybody|someone there|here|around|online|home
        anyone|anybody there|here|around|home
        you there
        u there
        can you hear|see|read me
        is this thing|bot on|working
        does this thing|bot [even] work
        nice|pleased|good|great|glad|lovely to meet|see you|u [too|all]
        long time no see
        welcome back
        merry christmas|xmas [everyone|all]
        happy new_year|holidays|christmas|birthday|easter [everyone|all|to_you]
        knock knock
        hello darkness my old friend
    """,
    Kind.GOODBYE: """
        bye|goodbye|farewell|byebye|cya|byee|ttyl|ttfn|adios|toodles|cheerio [all|everyone|guys|bot|team|folks|friends]
        good bye
        bye bye
        good|gud night [all|everyone|bot|team|folks|guys]
        goodnight|nighty_night|night_night|night_all|g'night|gn|gnite|nite_nite
        see|c|catch|talk you|u|ya|to_you|to_ya [later|soon|around|tomorrow|then|next_time|again|there|next_week|on_monday]
        cul8r|see_ya_later|laters|cu_later
        have [a] [very|really] good|nice|great|lovely|wonderful|pleasant|fine|happy|blessed day|night|evening|weekend|one|
            time|morning|afternoon|week|rest_of_your_day
        have fun
        take care [of_yourself]
        so long
        no more|further|other questions [for_now|from_me]
        bye for now
        until next time|tomorrow|then
        till|til next time|tomorrow|then
        gotta|got_to|have_to|i_have_to|i_got_to|i_gotta|i_must go|run|leave [now]
        i'm|im off [now]
        that's|that_is|that_will_be|that'll_be|thatll_be all [for_now|for_today|i_needed|i_wanted]
        all the best
        peace out
        sleep well|tight
        sweet dreams
        be well
    """,
    Kind.UNFINISHED: """
        what|why|how|when|where|who|whom|which|whose|huh|wdym|eh|pardon
    """,
    Kind.CHATTER: """
        ok|okay|okey|oki|okie|kk|okok|alright|allright|alrighty|aight|sure|indeed|correct|understood|roger|copy_that|noted|
            agreed|gotcha|good|okie_dokie|okey_dokey|okidoki
        got it
        i got it|that [now]
        i see|understand|know|guess|guess_so|think_so|agree|get_it [now|that|it]
        [it|that|now] [all] makes|make [total|perfect|more] sense [now]
        makes sense
        sounds|looks|seems good|great|fine|right|ok|okay|nice|perfect|cool [to_me]
        fair enough|point
        [it's|its|that's|we're|i'm|im|it_is|we_are|i_am] all good|right|fine|clear|set|ok|okay [now|here]
        no|nope|nah|nay|yes|yep|yup|yeah|yea|ya|yeh|yess|aye|uh_huh|uhuh|mhm|mmhm|hm|hmm|huh|ah|aha|oh|ooh|ohh|oops|ouch|
            ugh|meh|eh|uh|um|phew|whoa|woah|duh|well|so
        not [really|yet|now|quite|sure|at_all]
        maybe|perhaps|probably|possibly|absolutely|definitely|exactly|certainly|totally|obviously|naturally|precisely
        of course
        really
        seriously
        for real
        no way
        lol|lmao|lmfao|rofl|haha|hahaha|ha|heh|hehe|hihi|kek|omg|omfg|wtf|wth|gg|ggs|ggwp|gl|glhf|np|nvm|idk|imo|tbh|smh|
            brb|afaik|rip_lol|pog|poggers|pogchamp|bruh|damn|dang|darn|gosh|geez|jeez|wow_ok
        oh my [god|gosh|goodness|days]
        my goodness
        never mind
        nevermind
        forget it|about_it|that
        don't|dont worry|mind [about_it|about_that|me]
        no worries
        no prob|probs|problem|problemo|biggie
        not a problem
        you_are|you're|ur|your|most [very|most] welcome
        any|my time|pleasure
        anytime
        don't mention it
        sorry [about_that|for_that|for_the_ping|guys|all|everyone|wrong_channel|wrong_person|my_mistake|my_bad]
        [i] apologize|apologise [for_that]
        apologies
        my bad|mistake|fault
        excuse|pardon me
        pardon
        [sorry] wrong channel|person|chat|server|ping|button|window
        misclick
        i_was|i_am|i'm just|only joking|kidding
        just kidding
        jk
        just joking
        i don't|dont know
        let_me|i'll|i_will|lemme think|check|see|try|look|wait [about_it|it|that|then|now]
        will do
        one|a|just_a|just_one moment|sec|second|minute|min [please]
        wait
        hold on
        hang on
        same here
        me too|neither
        you too
        u2
        and you
        same to you
        likewise
        please
        stop it|that
        cool cool
        interesting
        fascinating
        good point|question
        funny
        very funny
        good luck
        i'm back
        i'm here
        done
        finally
        at last
        whatever
        i love you
        i hate you
        shut up
        go away
        i'm bored
        tell me a joke
    """,
    FILLER: """
        bot|robot|chatbot|footnote|fine|right|true|handy|deal|epic|lit|mate|bro|bruv|dude|buddy|pal|sir|madam|ma'am|homie|
            fam|dear|everyone|everybody|yall|guys
        so|very [very] [much]
        so so much
        you so much
        a lot|bunch|ton|million|bundle|heap|thousand|billion
        [a] lot
        alot|lots|loads|tons|heaps|millions|tonnes
        a [million|thousand] times
        a great deal
        again|kindly|truly|sincerely|honestly|indeed|anyway|anyways|btw|also|and|but|just|then|there|here|too|now|still|all
        from|for me|us
        for|4 that|this|it|everything|all|all_that|helping|answering|now|the_help|your_help|the_answer|the_info|asking
        for [all] [the|your|ur] [quick|great|kind] help|answer|answers|info|information|reply|response|time|assistance|support
        in advance
        my [dear|good|old|little|favorite|favourite] friend|man|friends|bot|robot|dude|buddy
        i said|say|wanted_to_say|just_wanted_to_say|mean
        [i] just wanted to say
        [let_me|i_want_to|i'd_like_to|i_just_want_to] say
        to you [too]
        pls|plz|plss|plox|please
        with all my heart
        from the bottom of my heart
        x|xx|xxx|xo|xoxo
    """,
}
